import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { Credentials, type CredentialState } from '../domain/credentials.js';
import { OpenCredential, type Invitation } from '../domain/open-credential.js';
import { parse } from './parse.js';
import { places, requests } from './requests.js';

/** Credentials: opened for a signer, stopped, looked at again. */
@Controller('management/v1/credentials')
export class CredentialController {
  constructor(
    private readonly credentials: Credentials,
    private readonly openCredential: OpenCredential,
  ) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  open(@Body() body: unknown): Promise<Invitation> {
    return this.openCredential.run(parse(requests.credential, body));
  }

  /** Stopping is cheap: one operator may. Starting again takes the signer's evidence or a quorum. */
  @Post(':credentialId/suspension')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  suspend(@Param('credentialId') named: string, @Body() body: unknown): Promise<CredentialState> {
    const { credentialId } = parse(places.credential, { credentialId: named });
    return this.credentials.suspend(credentialId, parse(requests.suspension, body).reason);
  }

  @Post(':credentialId/refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  refresh(@Param('credentialId') named: string): Promise<CredentialState> {
    return this.credentials.refresh(parse(places.credential, { credentialId: named }).credentialId);
  }
}
