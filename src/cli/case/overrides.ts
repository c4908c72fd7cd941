import type { Override, Text } from '../../kernel/index.ts';
import { civil } from '../civil.ts';
import type { Titles } from '../titles.ts';

/** What a supervisor did, in words. */
export function overrideWords(override: Override, titles: Titles): Text {
  const task = 'task' in override ? taskTitle(override.task, override.key, titles) : undefined;
  switch (override.kind) {
    case 'extend':
      return { zh: `${task!.zh}的时限改为 ${civil(override.due)}`, en: `${task!.en} is now due ${civil(override.due)}` };
    case 'reassign': {
      const unit = titles.unit(override.place);
      const role = override.role === undefined ? { zh: '', en: '' } : titles.role(override.role);
      return {
        zh: `${task!.zh}改派给${unit.zh}${role.zh}`,
        en: `${task!.en} is given to ${[role.en, unit.en].filter(Boolean).join(', ')}`,
      };
    }
    case 'recall':
      return { zh: '收回移交', en: 'the offer is taken back' };
    case 'offer': {
      const unit = override.place === undefined ? { zh: '', en: '' } : titles.unit(override.place);
      return { zh: `再次移交${unit.zh && `（${unit.zh}）`}`, en: `offered again${unit.en && ` (${unit.en})`}` };
    }
    case 'void':
      return { zh: '按误立结案', en: 'closed as opened in error' };
    case 'reopen':
      return { zh: '重开', en: 'opened again' };
    case 'move': {
      const state = titles.state(override.to);
      return { zh: `转入“${state.zh}”`, en: `put into "${state.en}"` };
    }
    case 'merge':
      return { zh: `并入个案 ${override.into}`, en: `merged into case ${override.into}` };
    default:
      return override satisfies never;
  }
}

function taskTitle(task: string, key: string | undefined, titles: Titles): Text {
  if (task === 'hand_off') return { zh: '移交', en: 'the hand-off' };
  const { zh, en } = titles.event(task);
  return key === undefined ? { zh: `“${zh}”`, en: `"${en}"` } : { zh: `“${zh}”（${key}）`, en: `"${en}" (${key})` };
}
