import type { Cryptoki } from './cryptoki.js';

/** What a token says it is (CK_TOKEN_INFO, CK_SLOT_INFO). */
export interface DeviceDescription {
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  /** Major and minor number, `7.4`. */
  readonly firmware: string;
  /** Whether the slot claims to be hardware; software that says so would have to lie. */
  readonly isHardware: boolean;
}

/** CKF_HW_SLOT (PKCS#11 v2.40 base, section 3.2): the binding has no name for it. */
const HARDWARE_SLOT = 0x4;

/** Asks the token with this label. @throws `hsm.unavailable` */
export function describeDevice(cryptoki: Cryptoki, label: string): DeviceDescription {
  const slot = cryptoki.slotOf(label);
  const token = cryptoki.call((native) => native.C_GetTokenInfo(slot));
  const { flags } = cryptoki.call((native) => native.C_GetSlotInfo(slot));
  const { major, minor } = token.firmwareVersion;
  return {
    label,
    serial: token.serialNumber.trimEnd(),
    manufacturer: token.manufacturerID.trimEnd(),
    model: token.model.trimEnd(),
    firmware: `${major}.${minor}`,
    isHardware: (flags & HARDWARE_SLOT) !== 0,
  };
}
