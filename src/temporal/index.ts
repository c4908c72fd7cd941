/** The house around Temporal: finding it, running it, talking to it. */

export { actOn } from './act.ts';
export { askCase } from './ask.ts';
export { cacheFolder } from './cache.ts';
export { CaseCodec, type ProtocolStore, vouch } from './codec.ts';
export { connectClient, converter } from './connect.ts';
export { type DevServer, freePort, serverSettings, startDevServer } from './devserver.ts';
export { errorsOnly } from './errors-only.ts';
export { externalServer } from './external.ts';
export { type Found, findTemporal, NoTemporal, type Way } from './finder.ts';
export { type Home, homeOf, type RunningHouse, runningHouse, writeHouse } from './home.ts';
export { identityOf } from './identity.ts';
export { liveCases } from './live.ts';
export { livingPid } from './pidfile.ts';
export { type Running, type Script, startProcess } from './processes.ts';
export { replayRunning } from './replay.ts';
export { startCase, startOperations } from './start.ts';
export { storiesOf, type Told } from './stories.ts';
export { noAnswer, type Stuck, stuckCases } from './stuck.ts';
export { findTestServer, NoTestServer } from './testserver.ts';
export { Trouble, wordsOf } from './trouble.ts';
export { caseWorker } from './worker.ts';
