import { RetireMonth } from './domain/months/retire-month.js';
import { runMonthCommand } from './month-command.js';

await runMonthCommand(async (month, by, { store, copies }) => ({ retired: month, copies: await new RetireMonth(store, copies).run(month, by) }));
