import { Controller } from '@nestjs/common';
import { pollSignatures, ServiceError, signHashAsync, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, correlationId, currentDeadline, Metrics } from '@paraph/platform';
import { PollJob } from '../domain/jobs/poll-job.js';
import { TakeJob } from '../domain/jobs/take-job.js';
import { LogPath } from '../domain/log-path/log-path.js';
import { JobsTimer } from './jobs.timer.js';

type Counter = ReturnType<Metrics['counter']>;

/** Requests that are signed later, and the questions for their signatures. */
@Controller()
export class AsynchronousController {
  private readonly taken: Counter;

  constructor(
    private readonly takeJob: TakeJob,
    private readonly pollJob: PollJob,
    private readonly logPath: LogPath,
    private readonly timer: JobsTimer,
    metrics: Metrics,
  ) {
    this.taken = metrics.counter({ name: 'sam_jobs_total', help: 'Requests to sign later, by what became of them at the door', labels: ['outcome'] });
  }

  @Answers(signHashAsync)
  async take(request: RequestOf<typeof signHashAsync>): Promise<ReplyOf<typeof signHashAsync>> {
    try {
      const deadline = currentDeadline();
      // Before anything is spent or written: a refusal that leaves an event would only make the queue longer.
      this.logPath.demand();
      const answerBy = deadline === undefined ? {} : { answerBy: new Date(deadline) };
      const responseId = await this.takeJob.run({ ...request, ...answerBy, correlationId: correlationId() });
      this.taken.inc({ outcome: 'accepted' });
      this.timer.wake();
      return { responseId };
    } catch (error) {
      this.taken.inc({ outcome: error instanceof ServiceError ? error.code : 'internal' });
      throw error;
    }
  }

  @Answers(pollSignatures)
  async poll(request: RequestOf<typeof pollSignatures>): Promise<ReplyOf<typeof pollSignatures>> {
    const answer = await this.pollJob.run(request);
    return answer.state === 'waiting' ? answer : { state: 'signed', signatures: [...answer.signatures] };
  }
}
