import type { ArtifactRef } from '../../orchestration/artifact-ref.ts';

export interface ArtifactLink {
  readonly workflowId: string;
  readonly iteration: number;
  readonly role: string;
  readonly ref: ArtifactRef;
  readonly createdAt: Date;
}

/** Which workflow made which artifact. The bytes are in the artifact store. */
export interface ArtifactIndex {
  /** Links artifacts to a workflow; the same link twice is one. */
  link(links: readonly ArtifactLink[]): Promise<void>;
  ofWorkflow(workflowId: string): Promise<readonly ArtifactLink[]>;
  find(hash: string): Promise<ArtifactRef | null>;
}
