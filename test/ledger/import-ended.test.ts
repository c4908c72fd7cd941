import { describe, expect, it } from 'vitest';
import { performImport, project, readImport } from '../../src/ledger/index.ts';
import { closeContact, NOW, projection, tempLedger, units } from './sample.ts';

const mapping = `
mapping: town
protocol: close-contact
source: town-register
person: { name: name, phone: phone }
place: { unit: sample-village }
facts: { exposed_on: exposed }
`;

function planOf(exposed: string) {
  const bytes = Buffer.from(`name,phone,exposed\nWang,138,${exposed}`);
  const read = readImport({ bytes, mapping, protocol: closeContact, units, now: NOW });
  if (!('plan' in read)) throw new Error('refused');
  return read.plan;
}

const start = async () => 'started' as const;

describe('after a person was released', () => {
  async function released() {
    const ledger = await tempLedger();
    const [row] = (await performImport(ledger, planOf('2020-01-10'), start)).rows;
    const [caseId, subject] = [row?.caseId ?? '', row?.subject ?? ''];
    await project(ledger, projection(caseId, 9, { subject, status: 'ended', outcome: 'released', endedAt: NOW }));
    return { ledger, caseId, subject };
  }

  it('the same register again opens nothing', async () => {
    const { ledger, caseId } = await released();
    const again = await performImport(ledger, planOf('2020-01-10'), start);
    expect(again.totals).toMatchObject({ rows: 1, opened: 0, unchanged: 1 });
    expect(again.rows[0]?.caseId).toBe(caseId);
  });

  it('a new exposure opens a new case of the same person, and the old exposure is then told apart from it', async () => {
    const { ledger, caseId, subject } = await released();
    const anew = await performImport(ledger, planOf('2020-01-25'), start);
    expect(anew.rows).toMatchObject([{ fate: 'opened', subject }]);
    expect(anew.rows[0]?.caseId).not.toBe(caseId);
    const old = await performImport(ledger, planOf('2020-01-10'), start);
    expect(old.rows).toMatchObject([{ fate: 'unchanged', caseId: anew.rows[0]?.caseId, problems: [{ code: 'opening_differs' }] }]);
  });
});
