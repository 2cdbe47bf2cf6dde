import { activation } from './activation.js';
import { approver } from './approver.js';
import { change } from './change.js';
import { common } from './common.js';
import { documents } from './documents.js';
import { enrolment } from './enrolment.js';
import { evidence } from './evidence.js';
import { proposal } from './proposal.js';
import { refusals } from './refusals.js';
import { register } from './register.js';

export const fr = { common, refusals, activation, documents, evidence, register, enrolment, change, proposal, approver };
