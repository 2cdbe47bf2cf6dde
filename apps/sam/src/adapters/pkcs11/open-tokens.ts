import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import type { Token } from '../../domain/ports/token.js';
import { ClosingLimit } from './closing-limit.js';
import { Cryptoki } from './cryptoki.js';
import { describeDevice, type DeviceDescription } from './device-description.js';
import type { MemberWatch } from './group-member.js';
import { Pkcs11Token, type TokenSettings } from './pkcs11-token.js';
import { TokenGroup } from './token-group.js';
import { profileProblems, type CertifiedDevice } from './token-profile.js';
import type { TokenPlace } from './tokens-file.js';

/** The tokens of a SAM, as its settings say them. */
export interface TokenChoice extends Omit<TokenSettings, 'module' | 'label' | 'pin' | 'moduleParameters' | 'closing'> {
  /** One token. */
  readonly module?: string | undefined;
  readonly label?: string | undefined;
  readonly pin?: Secret | undefined;
  readonly moduleParameters?: string | undefined;
  /** Or several. */
  readonly several?: readonly TokenPlace[] | undefined;
  readonly profile: 'trial' | 'qualified';
  readonly devices?: readonly CertifiedDevice[] | undefined;
}

/** What the SAM tells of its tokens. */
export interface TokenWatch extends MemberWatch {
  /** A token was opened, and holds these generations. */
  opened(token: Pkcs11Token, about: { readonly label: string; readonly generations: readonly number[] }): void;
}

/** Nobody listens: for a command that opens a token and ends. */
export const noWatch: TokenWatch = { opened: () => {}, out: () => {}, back: () => {} };

/**
 * Opens the token, or the group of tokens, that the settings name.
 *
 * @throws `hsm.unavailable`; `hsm.refused` for one that must not serve under this profile, with all that is wrong and what to do
 */
export async function openTokens(choice: TokenChoice, now: () => Date, watch: TokenWatch = noWatch): Promise<Token> {
  const [place, ...others] = placesOf(choice);
  if (place === undefined) throw new Error('the settings name no token');
  if (others.length === 0) return openOne(place, { choice, now, watch });
  const closing = new ClosingLimit();
  const places = [place, ...others].map((one) => ({ label: one.label, open: () => openOne(one, { choice, now, watch, closing }) }));
  return TokenGroup.open(places, watch, closing);
}

interface Opening {
  readonly choice: TokenChoice;
  readonly now: () => Date;
  readonly watch: TokenWatch;
  readonly closing?: ClosingLimit;
}

async function openOne(place: TokenPlace, { choice, now, watch, closing }: Opening): Promise<Pkcs11Token> {
  const { several: _, profile, devices = [], ...bounds } = choice;
  const device = deviceAt(place);
  const token = await Pkcs11Token.open({ ...bounds, ...place, ...(closing !== undefined && { closing }) });
  try {
    if (profile === 'qualified') mustServe({ device, warnings: (await token.health()).warnings }, devices, now());
    const { keks } = await token.keyChecks();
    watch.opened(token, { label: place.label, generations: [...keks.keys()] });
    return token;
  } catch (error) {
    await token.close();
    throw error;
  }
}

function mustServe(found: { device: DeviceDescription; warnings: readonly string[] }, devices: readonly CertifiedDevice[], now: Date): void {
  const problems = profileProblems(found, devices, now);
  if (problems.length === 0) return;
  throw new ServiceError('hsm.refused', `the qualified profile refuses the token ${found.device.label}:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
}

function deviceAt({ module, moduleParameters, label }: TokenPlace): DeviceDescription {
  const cryptoki = Cryptoki.load(module, undefined, moduleParameters);
  try {
    return describeDevice(cryptoki, label);
  } finally {
    cryptoki.finalize();
  }
}

function placesOf({ several, module, label, pin, moduleParameters }: TokenChoice): readonly TokenPlace[] {
  if (several !== undefined) return several;
  return module === undefined || label === undefined || pin === undefined ? [] : [{ module, label, pin, moduleParameters }];
}
