import { renderProblem } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { checkFile, contextOf } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early check FILES…` */
function check(home: Home, terminal: Terminal, files: string[]): number {
  const context = contextOf(home);
  let errors = 0;
  const all = files.flatMap((file) => {
    try {
      const { problems, text } = checkFile(file, context);
      for (const problem of problems) terminal.say(`${renderProblem(problem, text, terminal.locale)}\n`);
      errors += problems.filter(({ severity }) => severity === 'error').length;
      return problems;
    } catch (error) {
      if (error instanceof TypeError)
        throw new Stop(exit.findings, { zh: `${file}：不是 UTF-8 文本，请另存为 UTF-8`, en: `${file}: not UTF-8 text; save it as UTF-8` });
      const why = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new Stop(exit.usage, { zh: `${file}：无法读取（${why}）`, en: `${file}: cannot be read (${why})` });
    }
  });
  terminal.give({ files: files.length, errors, problems: all });
  const warnings = all.length - errors;
  terminal.say({
    zh: `检查 ${files.length} 个文件：${errors} 个错误，${warnings} 个警告`,
    en: `${files.length} file(s) checked: ${errors} error(s), ${warnings} warning(s)`,
  });
  return errors > 0 ? exit.findings : exit.ok;
}

export const checkVerb: Verb = {
  name: 'check',
  summary: 'check protocols, scenarios and units / 检查规程',
  apart: true,
  define(command, act) {
    command.argument('<files...>').action(act(check));
  },
};
