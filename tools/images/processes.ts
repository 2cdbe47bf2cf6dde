/** What one image is made of, beside the compiled code that its process reaches. */
export interface ImageOf {
  /** Folder under `apps`, and name of the target in the Containerfile. */
  readonly process: string;
  /** Name of the image, where it is not the process's. */
  readonly title?: string;
  /** Files and folders of the repository that the process reads where it finds itself. */
  readonly files?: readonly string[];
}

/** Every image of the product; the closed list that Containerfile, compose file and manifests are held against. */
export const images: readonly ImageOf[] = [
  { process: 'gateway' },
  { process: 'management' },
  // Who names no rules of roles gets these (apps/identity/src/operators.wiring.ts).
  { process: 'identity', files: ['policies/roles'] },
  { process: 'approval' },
  { process: 'courier' },
  { process: 'sam' },
  { process: 'key-lifecycle' },
  { process: 'ca-connector' },
  { process: 'audit' },
];

/** Targets of the Containerfile beyond one for each process: the SAM with a software token, for trials. */
export const furtherTargets: readonly string[] = ['sam-softhsm'];

/** Who the processes run as in an image; the same in compose file and manifests. */
export const IMAGE_USER = 10_001;

/** Where an image has its process. */
export const IMAGE_ROOT = '/opt/paraph';
