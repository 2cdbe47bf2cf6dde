import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { Register } from '../domain/register.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Who is known: subscribers, their signers, and how these log in. */
@Controller()
export class RegisterController {
  constructor(private readonly register: Register) {}

  @Serves(endpoints.createSubscriber)
  createSubscriber(asked: AskedOf<Served['createSubscriber']>): Promise<AnswerOf<Served['createSubscriber']>> {
    return this.register.createSubscriber(asked);
  }

  @Serves(endpoints.listSubscribers)
  listSubscribers(asked: AskedOf<Served['listSubscribers']>): Promise<AnswerOf<Served['listSubscribers']>> {
    return this.register.listSubscribers(asked);
  }

  @Serves(endpoints.describeSubscriber)
  describeSubscriber({ subscriberId }: AskedOf<Served['describeSubscriber']>): Promise<AnswerOf<Served['describeSubscriber']>> {
    return this.register.describeSubscriber(subscriberId);
  }

  @Serves(endpoints.changeContact)
  changeContact(asked: AskedOf<Served['changeContact']>): Promise<AnswerOf<Served['changeContact']>> {
    return this.register.changeContact(asked);
  }

  @Serves(endpoints.removeContact)
  removeContact({ subscriberId }: AskedOf<Served['removeContact']>): Promise<AnswerOf<Served['removeContact']>> {
    return this.register.changeContact({ subscriberId });
  }

  @Serves(endpoints.createSigner)
  createSigner(asked: AskedOf<Served['createSigner']>): Promise<AnswerOf<Served['createSigner']>> {
    return this.register.createSigner(asked);
  }

  @Serves(endpoints.listSigners)
  listSigners(asked: AskedOf<Served['listSigners']>): Promise<AnswerOf<Served['listSigners']>> {
    return this.register.listSigners(asked);
  }

  @Serves(endpoints.describeSigner)
  describeSigner({ signerId }: AskedOf<Served['describeSigner']>): Promise<AnswerOf<Served['describeSigner']>> {
    return this.register.describeSigner(signerId);
  }

  /** A user name and password for the API's auth/login; the password is made behind here and told this once. */
  @Serves(endpoints.createLogin)
  createLogin(asked: AskedOf<Served['createLogin']>): Promise<AnswerOf<Served['createLogin']>> {
    return this.register.createLogin(asked);
  }
}
