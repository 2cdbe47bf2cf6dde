import { ServiceError } from '@paraph/contracts';
import { unavailable } from './unavailable.js';

/** Reads what is proven to be the authority's; that it makes no sense is an answer that cannot be used. @throws `authority.unavailable`, and what it is given throws */
export function readable<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw unavailable('its answer is not readable', cause);
  }
}
