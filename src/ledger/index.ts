export { answerTo } from './answers.ts';
export {
  type AuditAction,
  type AuditEntry,
  type AuditFault,
  type AuditHead,
  type AuditLine,
  audit,
  auditHead,
  auditLines,
  operator,
  verifyAudit,
} from './audit.ts';
export { type Backup, backUp } from './backup/backup.ts';
export { erasedPersons, type Restored, restore } from './backup/restore.ts';
export { forEachBounded } from './bounded.ts';
export { canonicalJson, sha256 } from './canonical.ts';
export { type CaseEntry, type CaseFile, type CaseMessage, caseById, endedCasesOf, openCaseIds, openCasesOf } from './cases.ts';
export {
  changeDuty,
  type DutyChange,
  districtInForce,
  dutyChanges,
  publishRoster,
  publishUnits,
  revokeDutyChange,
} from './district.ts';
export { LedgerError, type LedgerErrorCode } from './error.ts';
export { type Evidence, evidenceFor } from './evidence.ts';
export { exposureList, type ListedExposure } from './exposure-list.ts';
export { closeFinding, type Finding, type HeldFinding, listFindings, openFinding } from './findings.ts';
export {
  beginMigration,
  casesUnder,
  endMigration,
  type Fate as MigrationFate,
  type HeldMigration,
  latestMoving,
  migrationsIn,
  movedBy,
  noteFates,
  noteTakenBack,
  takenUp,
  takeUp,
  whereIs,
} from './going-over.ts';
export { newId } from './identifier.ts';
export { mappingProblems } from './import/check-mapping.ts';
export { guessMapping } from './import/guess.ts';
export { type ImportedRow, type ImportOpening, type ImportResult, performImport, type StartCase } from './import/perform.ts';
export { previewImport } from './import/preview.ts';
export type { FileNote, FileProblem, FileProblemCode, RowProblem, RowProblemCode } from './import/problem.ts';
export { type ImportFile, type ImportPlan, type ImportRow, readImport, readSheet, type Sheet } from './import/read.ts';
export { type PastImport, pastImports, pastRows, registerRowOf } from './import/record.ts';
export type { Fate, Totals } from './import/totals.ts';
export { type CaseIncident, type IncidentPage, listIncidents } from './incidents.ts';
export { type KeyRing, keyRing } from './keys.ts';
export { type LeadOutcome, leadOutcomes } from './leads/outcome.ts';
export { type Lead, type Reconciled, reconcileLeads } from './leads/reconcile.ts';
export { type ListedCase, lineList } from './line-list.ts';
export { type Balance, type CaseFilter, countCases, listCases, type Page } from './lists.ts';
export { type Comparison, type HeldNight, lastNight, recordNight } from './nights.ts';
export { connectLedger, type Ledger, ledgerSteps, migrateLedger, openLedger, schemaOf } from './open.ts';
export { type OpenTask, openTasks } from './open-tasks.ts';
export { completeOpening, openingHeard, wantedBesides } from './opening.ts';
export { erasePerson } from './persons/erase.ts';
export {
  type ContactLink,
  contactsOf,
  type Exposure,
  exposuresOf,
  type RecordedExposure,
  readNotes,
  recordExposure,
  type Setting,
  voidExposure,
} from './persons/exposures.ts';
export type { Person, PersonField, PersonFields, Sex } from './persons/fields.ts';
export { identifying } from './persons/marks.ts';
export { type Entered, putPerson } from './persons/put.ts';
export { findPersons, isPerson, type Reader, readPerson } from './persons/read.ts';
export { partPerson, personFor } from './persons/same.ts';
export { digestOf, project } from './projecting.ts';
export {
  editionInForce,
  editionsCalled,
  hashOf,
  protocolByHash,
  protocolsByPrefix,
  protocolsInForce,
  publishedProtocols,
  publishProtocol,
} from './protocols.ts';
export { type Rebuilt, rebuildCase, recountCases, type Story, storyOf, wrongSums } from './rebuild.ts';
export { type Compared, type Cursor, type Difference, type LiveCases, reconcile, reconcilePage } from './reconcile.ts';
export { type Bulletin, type BulletinLine, bulletinOf } from './reports/bulletin.ts';
export { type Balance as FormBalance, countedIn, dailyReport, type Figures, type Form, formOf, unbalancedIn } from './reports/form.ts';
export { prefilled } from './reports/prefill.ts';
export { type HeldReport, type Report, recordReport, reportsOfDay, reportVersions } from './reports/record.ts';
export { type Standing, standings, type UnitDay, unitsOwing } from './reports/standing.ts';
export { confirmSum, type HeldSum } from './reports/sums.ts';
export {
  claimAgain,
  endAgain,
  markStarted,
  openWith,
  type Reservation,
  releaseReservation,
  reserveCase,
  unconfirmedReservations,
  type Wanted,
} from './reservation.ts';
export { clock, setClock } from './settings.ts';
export { type HouseholdList, readHouseholds, type Surveyed, surveyed } from './survey.ts';
export { type Told, tell } from './telling.ts';
export { type CaseHead, caseHeads, caseSince } from './watching.ts';
