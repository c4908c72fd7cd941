import type { Verb } from '../verb.ts';
import { auditVerb } from './audit.ts';
import { backupVerb } from './backup.ts';
import { bulletinVerb } from './bulletin.ts';
import { caseVerb } from './case.ts';
import { casesVerb } from './cases.ts';
import { checkVerb } from './check.ts';
import { correctVerb } from './correct.ts';
import { diffVerb } from './diff.ts';
import { doVerb } from './do.ts';
import { doctorVerb } from './doctor.ts';
import { drillVerb } from './drill.ts';
import { dutyVerb } from './duty.ts';
import { explainVerb } from './explain.ts';
import { exportVerb } from './export.ts';
import { extendVerb } from './extend.ts';
import { fmtVerb } from './fmt.ts';
import { importVerb } from './import.ts';
import { incidentsVerb } from './incidents.ts';
import { initVerb } from './init.ts';
import { leadsVerb } from './leads.ts';
import { mergeVerb } from './merge.ts';
import { offerVerb } from './offer.ts';
import { publishVerb } from './publish.ts';
import { reassignVerb } from './reassign.ts';
import { rebuildVerb } from './rebuild.ts';
import { reconcileVerb } from './reconcile.ts';
import { registerVerb } from './register.ts';
import { reopenVerb } from './reopen.ts';
import { reportVerb } from './report.ts';
import { resolveVerb } from './resolve.ts';
import { restoreVerb } from './restore.ts';
import { surveyVerb } from './survey.ts';
import { testVerb } from './test.ts';
import { upVerb } from './up.ts';
import { voidVerb } from './void.ts';
import { whoVerb } from './who.ts';

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  drillVerb,
  upVerb,
  initVerb,
  checkVerb,
  explainVerb,
  fmtVerb,
  testVerb,
  diffVerb,
  importVerb,
  leadsVerb,
  surveyVerb,
  casesVerb,
  caseVerb,
  doVerb,
  reportVerb,
  bulletinVerb,
  correctVerb,
  extendVerb,
  reassignVerb,
  offerVerb,
  voidVerb,
  reopenVerb,
  mergeVerb,
  exportVerb,
  publishVerb,
  whoVerb,
  dutyVerb,
  incidentsVerb,
  resolveVerb,
  reconcileVerb,
  auditVerb,
  backupVerb,
  restoreVerb,
  rebuildVerb,
  registerVerb,
  doctorVerb,
];
