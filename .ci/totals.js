// What of a run failed, by name, and a line of totals. `node .ci/totals.js RESULTS DRILLED FAULTS`: vitest's JSON, 1 where the drill failed, the fault run's JSON.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [, , tests, drilled, faultRun] = process.argv;
const read = (file, none) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return none;
  }
};
const { numPassedTests, numPendingTests, testResults } = read(tests, {
  numPassedTests: 0,
  numPendingTests: 0,
  testResults: [{ name: 'every test', status: 'failed', message: 'it did not end', assertionResults: [] }],
});
const { faults, cases, skipped, violations, seed } = read(faultRun, {
  faults: [],
  cases: 0,
  skipped: [],
  violations: { 'the run ended': ['it did not'] },
});

let failed = 0;
const fail = (name, why = '') => {
  failed++;
  console.log(`FAILED ${name}: ${why.split('\n').slice(0, 3).join(' | ')}`);
};
for (const { name: path, status, message, assertionResults } of testResults) {
  const name = relative('', path);
  const wrong = assertionResults.filter((test) => test.status === 'failed');
  for (const { fullName, failureMessages } of wrong) fail(`${name} > ${fullName}`, failureMessages[0]);
  if (status === 'failed' && wrong.length === 0) fail(name, message);
}
if (drilled === '1') fail('the drill of 50 people');
const [held, violated] = [0, 1].map((one) => Object.entries(violations).filter(([, found]) => Number(found.length > 0) === one));
for (const [name, found] of violated) fail(`invariant "${name}"`, found.slice(0, 20).join('\n'));

const hits = faults.filter(({ hit }) => hit).length;
console.log(
  `faults: ${faults.length} injected, ${hits} with an Update or workflow task in flight, ${cases} cases, ${held.length} invariants held, ${violated.length} violated, seed ${seed}`,
);
console.log(
  `${numPassedTests + (drilled === '1' ? 0 : 1) + held.length} passed, ${failed} failed, ${numPendingTests + skipped.length} skipped`,
);
