import { Pkcs11Token } from '../pkcs11-token.js';
import { familyOf, wrapping, type TokenFamily } from '../token-family.js';
import { finishKek, hasKek, kekLabel, makeKekWithoutTemplate, makeMacKey, unfinished } from './ceremony-keys.js';
import { makeKekWithTemplate, type KekOrder } from './kek-program.js';
import { actAs, initialiseToken, type CeremonyToken } from './officer.js';

/** A token, and how its key-encryption key gets CKA_UNWRAP_TEMPLATE. */
export interface CeremonyOrder extends CeremonyToken {
  readonly soPinFile: string;
  /** The program or C source `tools/ceremony/unwrap-template.c`; without it the key lacks the template. */
  readonly kekProgram?: string;
}

/** What the ceremony did and what the token is now, read back from it. */
export interface CeremonySummary {
  readonly label: string;
  readonly family: string;
  /** Empty when everything was there already. */
  readonly made: readonly string[];
  readonly kekGeneration: number;
  readonly warnings: readonly string[];
}

/**
 * Makes a token ready for the SAM: label and PINs, the key-encryption key, the MAC key. What exists is checked and
 * never replaced. It needs a process of its own: officer and user cannot be logged in at once.
 */
export async function holdCeremony(order: CeremonyOrder): Promise<CeremonySummary> {
  const made = await initialiseToken(order);
  const family = await readFamily(order);
  if (await makeGeneration(order, { family, generation: 1 })) made.push('key-encryption-key');
  if (await actAs('user', order, (cryptoki, session) => makeMacKey(cryptoki, session, family))) made.push('mac-key');
  return { ...(await readBack(order)), made };
}

/** What kind of token it is. @throws `hsm.refused` for one that nobody has tried */
export function readFamily(order: CeremonyToken): Promise<TokenFamily> {
  return actAs('user', order, (cryptoki) => wrapping(familyOf(cryptoki, cryptoki.slotOf(order.label), order.families)));
}

/** Makes a generation of the key-encryption key: the officer's part, then the user's. Answers false if it is there. */
export async function makeGeneration(order: CeremonyOrder, which: { family: TokenFamily; generation: number }): Promise<boolean> {
  if (await actAs('user', order, (cryptoki, session) => hasKek(cryptoki, session, which))) return false;
  const work: KekOrder = { keyLabel: unfinished(kekLabel(which.generation)), keyWrap: which.family.keyWrap };
  if (!(await makeKekWithTemplate(order, work))) {
    await actAs('officer', order, (cryptoki, session) => makeKekWithoutTemplate(cryptoki, session, which));
  }
  await actAs('user', order, (cryptoki, session) => finishKek(cryptoki, session, which));
  return true;
}

/** As the SAM will see it: the same checks, the same warnings. */
export async function readBack({ module, moduleParameters, families, label, pin }: CeremonyOrder): Promise<Omit<CeremonySummary, 'made'>> {
  const token = await Pkcs11Token.open({ module, moduleParameters, families, label, pin, sessions: 1, cacheKeys: 1, cacheSeconds: 1 });
  try {
    const { family, kekGeneration, warnings } = await token.health();
    return { label, family, kekGeneration, warnings };
  } finally {
    await token.close();
  }
}
