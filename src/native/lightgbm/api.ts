import type { ErrorCode } from '../../kernel/error-registry.ts';

/** Address of a native object. Only the classes of this folder hold one, and free it. */
export type NativeHandle = bigint;
/** Receives the address of a new object. */
export type OutHandle = [NativeHandle | null];

/** What LightGBM calls return: 0, or -1 with the reason in `LGBM_GetLastError`. */
export type Status = number;

/** Numbers LightGBM reads in place: it copies what it keeps. */
export type NativeNumbers = Float64Array | Float32Array | Int32Array;

/** A line of LightGBM's own log. */
export interface NativeLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'fatal';
  readonly text: string;
}

/**
 * The C API of LightGBM (4.1, `include/LightGBM/c_api.h`). A one-element array receives an output argument.
 * Every function is synchronous and returns a status to be given to `check`.
 */
export interface LightGbmLibrary extends DatasetApi, BoosterApi, PredictionApi {
  readonly path: string;
  /** @throws AppError with `code` and LightGBM's own words when the status is not 0. */
  check(status: Status, code: ErrorCode): void;
  /** Where the log lines of this thread go from now on; null: nowhere. LightGBM's `verbosity` decides which there are. */
  routeLog(listener: ((line: NativeLogLine) => void) | null): void;
  dumpParamAliases(bufferLength: number, outLength: [number], buffer: Uint8Array): Status;
}

interface DatasetApi {
  datasetCreateFromMat(
    values: NativeNumbers,
    type: number,
    rows: number,
    columns: number,
    isRowMajor: number,
    params: string,
    reference: NativeHandle | null,
    out: OutHandle,
  ): Status;
  datasetCreateFromFile(path: string, params: string, reference: NativeHandle | null, out: OutHandle): Status;
  datasetGetSubset(
    dataset: NativeHandle,
    rows: Int32Array,
    count: number,
    params: string,
    out: OutHandle,
  ): Status;
  datasetSetField(
    dataset: NativeHandle,
    field: string,
    values: NativeNumbers,
    length: number,
    type: number,
  ): Status;
  datasetSetFeatureNames(dataset: NativeHandle, names: readonly string[], count: number): Status;
  datasetGetNumData(dataset: NativeHandle, out: [number]): Status;
  datasetGetNumFeature(dataset: NativeHandle, out: [number]): Status;
  datasetGetFeatureNumBin(dataset: NativeHandle, feature: number, out: [number]): Status;
  datasetSaveBinary(dataset: NativeHandle, path: string): Status;
  datasetFree(dataset: NativeHandle): Status;
}

interface BoosterApi {
  boosterCreate(dataset: NativeHandle, params: string, out: OutHandle): Status;
  boosterLoadModelFromString(text: string, outIterations: [number], out: OutHandle): Status;
  boosterFree(booster: NativeHandle): Status;
  boosterMerge(booster: NativeHandle, other: NativeHandle): Status;
  boosterAddValidData(booster: NativeHandle, dataset: NativeHandle): Status;
  boosterResetParameter(booster: NativeHandle, params: string): Status;
  boosterUpdateOneIter(booster: NativeHandle, outFinished: [number]): Status;
  boosterUpdateOneIterCustom(
    booster: NativeHandle,
    gradient: Float32Array,
    hessian: Float32Array,
    outFinished: [number],
  ): Status;
  boosterRollbackOneIter(booster: NativeHandle): Status;
  boosterRefit(booster: NativeHandle, leaves: Int32Array, rows: number, columns: number): Status;
  boosterGetCurrentIteration(booster: NativeHandle, out: [number]): Status;
  boosterGetNumFeature(booster: NativeHandle, out: [number]): Status;
  boosterGetNumClasses(booster: NativeHandle, out: [number]): Status;
  boosterNumberOfTotalModel(booster: NativeHandle, out: [number]): Status;
  boosterGetEvalCounts(booster: NativeHandle, out: [number]): Status;
  boosterGetEvalNames(
    booster: NativeHandle,
    length: number,
    outLength: [number],
    bufferLength: number,
    outBufferLength: [number],
    addresses: BigUint64Array,
  ): Status;
  boosterGetEval(booster: NativeHandle, data: number, outLength: [number], out: Float64Array): Status;
  boosterGetNumPredict(booster: NativeHandle, data: number, outLength: [number]): Status;
  boosterGetPredict(booster: NativeHandle, data: number, outLength: [number], out: Float64Array): Status;
  boosterSaveModelToString(
    booster: NativeHandle,
    startIteration: number,
    iterations: number,
    importanceType: number,
    bufferLength: number,
    outLength: [number],
    buffer: Uint8Array,
  ): Status;
  boosterDumpModel: BoosterApi['boosterSaveModelToString'];
  boosterFeatureImportance(
    booster: NativeHandle,
    iterations: number,
    type: number,
    out: Float64Array,
  ): Status;
}

interface PredictionApi {
  boosterCalcNumPredict(
    booster: NativeHandle,
    rows: number,
    predictType: number,
    startIteration: number,
    iterations: number,
    outLength: [number],
  ): Status;
  boosterPredictForMat(
    booster: NativeHandle,
    values: NativeNumbers,
    type: number,
    rows: number,
    columns: number,
    isRowMajor: number,
    predictType: number,
    startIteration: number,
    iterations: number,
    params: string,
    outLength: [number],
    outResult: Float64Array,
  ): Status;
  singleRowFastInit(
    booster: NativeHandle,
    predictType: number,
    startIteration: number,
    iterations: number,
    type: number,
    columns: number,
    params: string,
    out: OutHandle,
  ): Status;
  singleRowFast(
    config: NativeHandle,
    values: Float64Array,
    outLength: BigInt64Array,
    outResult: Float64Array,
  ): Status;
  fastConfigFree(config: NativeHandle): Status;
}
