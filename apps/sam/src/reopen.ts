import { SystemClock } from '@paraph/kernel';
import { openDatabase, runCommand, type ConfigOf } from '@paraph/platform';
import { actAs } from './adapters/pkcs11/ceremony/officer.js';
import { openTokens } from './adapters/pkcs11/open-tokens.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { reopenedJournal } from './reopened-journal.js';
import { samConfig } from './sam.config.js';

type SamSettings = ConfigOf<(typeof samConfig)['shape']>;

const USAGE =
  'usage: reopen SO-PIN-FILE REASON [EPOCH]   (settings of the SAM in the environment)\n' +
  'Has the SAM sign again although entries of its journal are lost, in an epoch above EPOCH and every other it finds.\n' +
  'Everything that was open is burned. For where there is no quorum, or none that can be used: its officer answers for it.';

/** The token lets its officer in: whoever has the service's account and nothing else does not get this far. */
async function proveOfficer({ token }: SamSettings, soPinFile: string): Promise<void> {
  const [place] = token.several ?? [token];
  const { module, label, pin } = place ?? {};
  if (module === undefined || label === undefined || pin === undefined) throw new Error('the settings name no token');
  const soPin = readPin(soPinFile);
  await actAs('officer', { module, label, pin, soPin }, () => undefined);
}

await runCommand(samConfig, async (settings, [soPinFile, reason, epoch]) => {
  if (soPinFile === undefined || reason === undefined || reason.length < 10 || (epoch !== undefined && !/^\d{1,9}$/.test(epoch))) throw new Error(USAGE);
  await proveOfficer(settings, soPinFile);
  const database = await openDatabase('sam', settings.database);
  try {
    const token = await openTokens(settings.token, () => new SystemClock().now());
    try {
      return await reopenedJournal({ database, token }, { reason, ...(epoch !== undefined && { atLeast: Number(epoch) }) });
    } finally {
      await token.close();
    }
  } finally {
    await database.destroy();
  }
});
