import { windows } from './constructs/campaign-window.ts';
import { events } from './constructs/event.ts';
import { facts } from './constructs/fact.ts';
import { headKeys, outcomes } from './constructs/head.ts';
import { ladders } from './constructs/ladder.ts';
import { stateKeys, stateSchema } from './constructs/state.ts';
import { values } from './constructs/value.ts';
import { mapOf } from './definition.ts';

const draft = { $schema: 'http://json-schema.org/draft-07/schema#' };
const ofTheFile = stateKeys.filter(({ key, inside }) => !inside && key !== 'title');

/** Every key at the top of a protocol file, in the order of the documentation. */
export const protocolKeys = [...headKeys, windows, values, facts, events, ladders, outcomes, ...ofTheFile];

/** The shape of a protocol file, draft-07: what the checker validates with and editors complete from. */
export const protocolSchema = { ...draft, title: 'Six Earlies protocol', definitions: { state: stateSchema }, ...mapOf(protocolKeys) };

/** The shape of a file of shared ladders. */
export const laddersSchema = { ...draft, title: 'Six Earlies shared ladders', ...mapOf([{ ...ladders, required: true as const }]) };
