import type { Columns, RawBars, SaidMarket } from '../../agents/ports.ts';
import type { ArtifactRef } from '../../orchestration/artifact-ref.ts';
import type { QualityReport } from '../../orchestration/quality-report.ts';
import type { FileSource } from '../../orchestration/spec/source.ts';
import type { Page, PageRequest } from './page.ts';

/** Imported bars, without the bars themselves. */
export interface DatasetRow {
  /** Hash of bars, symbol, bar length, zone and repairs: the same bars from two formats are one dataset. */
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly timeframe: string;
  /** File name of the upload, with its place where that says what it holds. */
  readonly source: string;
  readonly bars: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly score: number;
  readonly verdict: QualityReport['verdict'];
  /** The bars as they were read, in the artifact store. */
  readonly artifactHash: string;
  readonly artifactBytes: number;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface Datasets {
  /** Adds a dataset; false when one of this id is there already, which stays as it is. */
  insert(row: DatasetRow, report: QualityReport): Promise<boolean>;
  get(id: string): Promise<DatasetRow | null>;
  report(id: string): Promise<QualityReport | null>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<DatasetRow>>;
}

/** A file that came from outside, on the disk of this process. */
export interface ReceivedFile {
  readonly path: string;
  readonly bytes: number;
  /** Takes it off the disk; afterwards it is gone. */
  remove(): Promise<void>;
}

/** Files on their way into the platform. */
export interface Uploads {
  /**
   * Writes chunks to a file of its own, never more than `maxBytes` of them.
   * @throws AppError `payload_too_large`; nothing is left behind then.
   */
  receive(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile>;
  /** Reads bars of any known format. @throws AppError `data_unreadable` with line and column. */
  read(
    file: ReceivedFile,
    origin: string,
    options: {
      readonly hints: Omit<FileSource, 'kind' | 'path'>;
      readonly market?: SaidMarket;
      readonly signal: AbortSignal;
      /** Where it stood, for formats that say in folders what they hold. */
      readonly place?: string;
    },
  ): Promise<RawBars>;
}

/** Whole datasets as artifacts. They hold bars of every later test segment, so no agent reads them as such. */
export interface DatasetBars {
  put(columns: Columns): Promise<ArtifactRef>;
  get(hash: string): Promise<Columns>;
}
