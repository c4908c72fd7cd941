/** The house around Temporal: finding it, running it, talking to it. */
export { CaseCodec, type ProtocolStore, vouch } from './codec.ts';
export { connectClient, converter, namespace } from './connect.ts';
export { type DevServer, freePort, startDevServer } from './devserver.ts';
export { cacheFolder, type Found, findTemporal, NoTemporal } from './finder.ts';
export { type Home, homeOf, type RunningHouse, runningHouse, writeHouse } from './home.ts';
export { startCase } from './start.ts';
export { caseWorker } from './worker.ts';
