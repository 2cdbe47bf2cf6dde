import { z } from 'zod';
import type { DeviceDescription } from './device-description.js';

const device = z.strictObject({
  manufacturer: z.string().min(1).max(32),
  model: z.string().min(1).max(16),
  firmware: z.array(z.string().regex(/^\d+\.\d+$/, 'expected major and minor number, as in 7.4')).min(1),
  /** What to look up: certificate and scheme, or the national list. */
  certificate: z.string().min(1),
  until: z.iso.date(),
});

/** Devices whose certificate counts, as data: which they are is the business of whoever answers for the service (KEY-11). */
export const certifiedDevices = z.array(device).min(1);
export type CertifiedDevice = z.infer<typeof device>;

/** A token as it was found at start. */
export interface FoundToken {
  readonly device: DeviceDescription;
  /** What it leaves open, tried at opening. */
  readonly warnings: readonly string[];
}

/** What keeps a token out of a qualified service, each with what to do about it; empty for one that may serve. */
export function profileProblems({ device: found, warnings }: FoundToken, devices: readonly CertifiedDevice[], now: Date): string[] {
  const what = `${found.manufacturer} ${found.model}, firmware ${found.firmware}`;
  const problems = warnings.map((warning) => `${warning}: make the token anew by the ceremony with its C program, or take another kind of token`);
  if (!found.isHardware)
    problems.push(`its slot is no hardware (CKF_HW_SLOT): a key store in software is no qualified device, take the trial profile or another token`);
  const ofModel = devices.filter(({ manufacturer, model }) => manufacturer === found.manufacturer && model === found.model);
  if (ofModel.length === 0)
    return [...problems, `${what} is not on the list of certified devices: add its certificate to TOKEN_DEVICES_FILE, or take a listed device`];
  const ofFirmware = ofModel.filter(({ firmware }) => firmware.includes(found.firmware));
  if (ofFirmware.length === 0) {
    const certified = ofModel.flatMap(({ firmware }) => firmware).join(', ');
    return [...problems, `${what} is certified with firmware ${certified} only: change the firmware, or add the certificate of this one`];
  }
  // The last day counts whole.
  const today = now.toISOString().slice(0, 10);
  const valid = ofFirmware.some(({ until }) => until >= today);
  if (!valid) problems.push(`the certificate ${ofFirmware[0]?.certificate} of ${what} ended on ${ofFirmware[0]?.until}: enter the one that followed it`);
  return problems;
}
