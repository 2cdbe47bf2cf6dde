import { createPublicKey } from 'node:crypto';
import { remembered, textOf } from './remembered.js';

/** SubjectPublicKeyInfo, DER, as a key to verify with. Throws on what is none. Authorities' keys come again with each certificate. */
export const importedKey = remembered((publicKey: Uint8Array) => createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), textOf);
