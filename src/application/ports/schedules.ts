import type { WorkflowSpecInput } from '../../orchestration/spec/spec.ts';
import type { Page, PageRequest } from './page.ts';

/** What happens to a tick while the workflow of an earlier tick is still going. */
export type OverlapPolicy = 'skip' | 'queue' | 'cancel_previous';

export interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  /** Five-field cron expression. */
  readonly cron: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly spec: WorkflowSpecInput;
  readonly overlap: OverlapPolicy;
  /** Ticks missed while nothing ran, and not older than this, are made up for: the latest one only. 0: none. */
  readonly catchUpMs: number;
  readonly paused: boolean;
  /** Next due time; null when paused. */
  readonly nextDueAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type TickStatus = 'submitted' | 'skipped' | 'waiting' | 'missed';

export interface TickRow {
  readonly scheduleId: string;
  readonly dueAt: Date;
  readonly status: TickStatus;
  readonly workflowId: string | null;
  readonly reason: string;
  readonly createdAt: Date;
}

export interface Schedules {
  insert(schedule: ScheduleRow): Promise<void>;
  get(id: string): Promise<ScheduleRow | null>;
  lock(id: string): Promise<ScheduleRow | null>;
  update(
    id: string,
    changes: Partial<
      Pick<
        ScheduleRow,
        'name' | 'cron' | 'timeZone' | 'spec' | 'overlap' | 'catchUpMs' | 'paused' | 'nextDueAt' | 'updatedAt'
      >
    >,
  ): Promise<void>;
  delete(id: string): Promise<boolean>;
  list(page: PageRequest): Promise<Page<ScheduleRow>>;
  /** Schedules that are not paused and due at or before `now`, locked; rows others hold are left out. */
  due(now: Date, limit: number): Promise<readonly ScheduleRow[]>;
  /** False when (schedule, due time) already has a tick. */
  insertTick(tick: TickRow): Promise<boolean>;
  updateTick(
    scheduleId: string,
    dueAt: Date,
    changes: Partial<Pick<TickRow, 'status' | 'workflowId' | 'reason'>>,
  ): Promise<void>;
  tick(scheduleId: string, dueAt: Date): Promise<TickRow | null>;
  /** Waiting ticks, oldest first. */
  waitingTicks(limit: number): Promise<readonly TickRow[]>;
  /** Newest first. */
  ticks(scheduleId: string, limit: number): Promise<readonly TickRow[]>;
}
