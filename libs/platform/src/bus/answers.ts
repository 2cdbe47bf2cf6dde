import { UseFilters } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { subjectStem, type BusService, type Call, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { PassErrors } from './pass-errors.js';

/** Who made a call, by the subject the broker let it use. */
export interface Caller {
  readonly service: BusService;
}

type Answer<C extends Call> = (request: RequestOf<C>, caller: Caller) => Promise<ReplyOf<C>>;

/** The contract of a handler, as the bus server finds it. */
export interface AnswerExtras {
  readonly call: Call;
}

/** Marks the method of a controller that answers a call; its type must be the contract's. */
export function Answers<C extends Call>(call: C) {
  return <M extends Answer<C>>(target: object, key: string, descriptor: TypedPropertyDescriptor<M>): void => {
    MessagePattern(`${subjectStem(call)}.*`, { call } satisfies AnswerExtras)(target, key, descriptor);
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    UseFilters(PassErrors)(target, key, descriptor);
  };
}
