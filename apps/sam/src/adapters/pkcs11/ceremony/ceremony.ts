import { Pkcs11Token } from '../pkcs11-token.js';
import { tokenFamily, type TokenFamily } from '../token-family.js';
import { finishKek, hasKek, makeKekWithoutTemplate, makeMacKey, UNFINISHED_KEK } from './ceremony-keys.js';
import { makeKekWithTemplate } from './kek-program.js';
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
  const family = await actAs('user', order, (cryptoki) =>
    tokenFamily(cryptoki.call((token) => token.C_GetTokenInfo(cryptoki.slotOf(order.label))).manufacturerID),
  );
  if (!(await actAs('user', order, (cryptoki, session) => hasKek(cryptoki, session, family)))) {
    await makeKek(order, family);
    await actAs('user', order, (cryptoki, session) => finishKek(cryptoki, session, family));
    made.push('key-encryption-key');
  }
  if (await actAs('user', order, makeMacKey)) made.push('mac-key');
  return { ...(await readBack(order)), made };
}

async function makeKek(order: CeremonyOrder, family: TokenFamily): Promise<void> {
  const { kekProgram, label, module, soPinFile } = order;
  const work = { module, label, soPinFile, keyLabel: UNFINISHED_KEK, keyWrap: family.keyWrap };
  if (kekProgram !== undefined && (await makeKekWithTemplate(kekProgram, work))) return;
  await actAs('officer', order, (cryptoki, session) => makeKekWithoutTemplate(cryptoki, session, family));
}

/** As the SAM will see it: the same checks, the same warnings. */
async function readBack({ module, label, pin }: CeremonyOrder): Promise<Omit<CeremonySummary, 'made'>> {
  const token = await Pkcs11Token.open({ module, label, pin, sessions: 1, cacheKeys: 1, cacheSeconds: 1 });
  try {
    const { family, kekGeneration, warnings } = await token.health();
    return { label, family, kekGeneration, warnings };
  } finally {
    await token.close();
  }
}
