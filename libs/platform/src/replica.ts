/** The name of this process among the replicas of its service, new with each start. */
export class Replica {
  constructor(readonly name: string) {}
}
