export { isForTimestamps, leadsTo } from './certificate-path.js';
export { elements, membersOf, type Element } from './der.js';
export { attributesAsSigned, type Why } from './cms-signature.js';
export { readTimestamp, readTimestampResponse, TimestampRefused, type Timestamp, type TimestampDemands } from './read-timestamp.js';
export { SHA256_OID, timestampRequest, type TimestampQuestion } from './timestamp-request.js';
