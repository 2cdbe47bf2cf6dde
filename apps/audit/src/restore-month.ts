import { RestoreMonth } from './domain/months/restore-month.js';
import { runMonthCommand } from './month-command.js';

await runMonthCommand(async (month, by, { store, copies }) => ({ restored: month, events: await new RestoreMonth(store, copies).run(month, by) }));
