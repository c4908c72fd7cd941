import { expect, it } from 'vitest';
import { dataFrom } from '../../src/cli/do/data.ts';
import { shapeWords, valueWords } from '../../src/cli/values.ts';
import { readLibrary } from '../library.ts';

const { matter } = readLibrary().machines.find(({ protocol }) => protocol.protocol === 'supervision')!.protocol.events.opened!.data;

it('what is on a closed list is read by its title, and may be typed by it', () => {
  expect(valueWords('transfer_refused', matter)).toEqual({ zh: '拒收病人', en: 'Transfer refused' });
  expect(shapeWords(matter!).zh).toContain('拒收病人（transfer_refused）|');
  for (const typed of ['事项=拒收病人', 'matter=transfer refused', 'matter=transfer_refused'])
    expect(dataFrom([typed], { matter: matter! })).toEqual({ matter: 'transfer_refused' });
  expect(dataFrom(['matter=whatever'], { matter: matter! })).toEqual({ matter: 'whatever' });
});
