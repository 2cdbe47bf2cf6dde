import { ServiceError } from '@paraph/contracts';
import type { ActKind } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** Holds the place of an act that is being written; replaced before it is done. */
export class NotYet<Kind extends ActKind> extends Act<Kind> {
  override about(): Promise<About> {
    return Promise.reject(new ServiceError('proposal.impossible', 'not yet'));
  }

  override prepare(): Promise<PreparedAct> {
    return Promise.reject(new ServiceError('proposal.impossible', 'not yet'));
  }
}
