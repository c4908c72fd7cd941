import pc from 'picocolors';
import { nearest } from '../../kernel/index.ts';
import { codes, explain } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early explain [CODE]` */
function explainCode(_: Home, terminal: Terminal, code: string | undefined): number {
  if (code === undefined) return list(terminal);
  const known = explain(code);
  if (!known) {
    const meant = nearest(code, Object.keys(codes));
    throw new Stop(exit.usage, {
      zh: `没有代号“${code}”${meant ? `；是否想写“${meant}”？` : ''}；early explain 列出全部`,
      en: `there is no code "${code}"${meant ? `; did you mean "${meant}"?` : ''}; early explain lists them all`,
    });
  }
  const { locale } = terminal;
  const { severity, why, examples } = known;
  terminal.give(known);
  terminal.say(`${pc.bold(code)} (${severities[locale][severity]})`);
  terminal.say(plain(known[locale], locale));
  terminal.say(`\n${why[locale]}\n`);
  terminal.say({ zh: '这样写不对：', en: 'Not like this:' });
  terminal.say(`${indented(examples[locale].wrong)}\n`);
  terminal.say({ zh: '应写作：', en: 'But like this:' });
  terminal.say(indented(examples[locale].right));
  return exit.ok;
}

function list(terminal: Terminal): number {
  const { locale } = terminal;
  terminal.give(Object.entries(codes).map(([code, { severity, zh, en }]) => ({ code, severity, zh, en })));
  const width = Math.max(...Object.keys(codes).map((code) => code.length));
  for (const [code, known] of Object.entries(codes))
    terminal.say(
      `${code.padEnd(width)}  ${severities[locale][known.severity].padEnd(locale === 'en' ? 7 : 2)}  ${plain(known[locale], locale)}`,
    );
  return exit.ok;
}

const severities = { zh: { error: '错误', warning: '警告' }, en: { error: 'error', warning: 'warning' } };

/** The words of a code without a place to fill them from: a key of the language as it is spelt, `…` for what stands in the file. */
const plain = (words: string, locale: 'zh' | 'en') =>
  words
    .replace(/\{(\w+)\|([^}]+)\}/g, (_, en, zh) => (locale === 'zh' ? zh : en))
    .replace(/\{detail\}/g, details[locale])
    .replace(/\{\w+\}/g, '…');
/** Of codes whose words the reader of an expression or of YAML gives. */
const details = { zh: '（指出哪里不对）', en: '(says what does not fit)' };

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

export const explainVerb: Verb = {
  name: 'explain',
  summary: 'why a finding of early check matters, with a wrong and a right example / 说明某个检查代号，附对错示例',
  apart: true,
  define(command, act) {
    command
      .argument('[code]', 'the code in brackets; all codes when none is given / 方括号里的代号；不写则列出全部')
      .action(act(explainCode));
  },
};
