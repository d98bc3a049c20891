import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import type { ErrorCode } from '../../kernel/error-registry.ts';
import { AppError } from '../../kernel/errors.ts';

/** Address of a native object. Only `Dataset` and `Booster` hold one, and free it. */
export type NativeHandle = bigint;

/** What LightGBM calls return: 0, or -1 with the reason in `LGBM_GetLastError`. */
type Status = number;

/**
 * The part of LightGBM's C API (4.1, `include/LightGBM/c_api.h`) that is used. A one-element array receives an
 * output argument. Every function is synchronous and returns a status to be given to `check`.
 */
export interface LightGbmLibrary {
  readonly path: string;
  /** @throws AppError with `code` and LightGBM's own words when the status is not 0. */
  check(status: Status, code: ErrorCode): void;
  datasetCreateFromMat(
    values: Float64Array,
    type: number,
    rows: number,
    columns: number,
    isRowMajor: number,
    params: string,
    reference: NativeHandle | null,
    out: [NativeHandle | null],
  ): Status;
  datasetSetField(
    dataset: NativeHandle,
    field: string,
    values: Float32Array,
    length: number,
    type: number,
  ): Status;
  datasetSetFeatureNames(dataset: NativeHandle, names: readonly string[], count: number): Status;
  datasetFree(dataset: NativeHandle): Status;
  boosterCreate(dataset: NativeHandle, params: string, out: [NativeHandle | null]): Status;
  boosterLoadModelFromString(text: string, outIterations: [number], out: [NativeHandle | null]): Status;
  boosterFree(booster: NativeHandle): Status;
  boosterUpdateOneIter(booster: NativeHandle, outFinished: [number]): Status;
  boosterGetCurrentIteration(booster: NativeHandle, out: [number]): Status;
  boosterGetNumFeature(booster: NativeHandle, out: [number]): Status;
  boosterSaveModelToString(
    booster: NativeHandle,
    startIteration: number,
    iterations: number,
    importanceType: number,
    bufferLength: number,
    outLength: [number],
    buffer: Uint8Array,
  ): Status;
  boosterPredictForMat(
    booster: NativeHandle,
    values: Float64Array,
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
  boosterFeatureImportance(
    booster: NativeHandle,
    iterations: number,
    type: number,
    out: Float64Array,
  ): Status;
  dumpParamAliases(bufferLength: number, outLength: [number], buffer: Uint8Array): Status;
}

export interface LibraryOptions {
  /** Another build of LightGBM; without it the one npm compiled. */
  readonly libraryPath?: string | undefined;
}

const loaded = new Map<string, LightGbmLibrary>();

/**
 * Loads LightGBM into this thread, once a path. Works in any number of threads side by side.
 * @throws AppError `lightgbm_unavailable` with what was tried and the remedy.
 */
export function loadLightGbm(options: LibraryOptions = {}): LightGbmLibrary {
  const path = options.libraryPath ?? bundledLibraryPath();
  const known = loaded.get(path);
  if (known) return known;
  const library = openLibrary(path);
  loaded.set(path, library);
  return library;
}

/** The addon that `npm install` compiles in the package `lightgbm`; it exports the whole C API. */
function bundledLibraryPath(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('lightgbm/package.json');
    return join(dirname(manifest), 'build', 'Release', 'lightgbm_bindings.node');
  } catch (cause) {
    throw unavailable('the package "lightgbm" is not installed', cause);
  }
}

function openLibrary(path: string): LightGbmLibrary {
  const library = loadWithOpenMp(path);
  try {
    return bind(path, library);
  } catch (cause) {
    throw unavailable(`${path} is not LightGBM 4: ${messageOf(cause)}`, cause);
  }
}

/** The addon does not name its OpenMP runtime as a dependency: on Linux its symbols must be there before. */
function loadWithOpenMp(path: string): LibraryHandle {
  try {
    return koffi.load(path);
  } catch (first) {
    if (process.platform !== 'linux') throw unavailable(`${path}: ${messageOf(first)}`, first);
    try {
      koffi.load('libgomp.so.1', { global: true });
      return koffi.load(path);
    } catch (second) {
      throw unavailable(`${path}: ${messageOf(first)}; after libgomp: ${messageOf(second)}`, second);
    }
  }
}

function bind(path: string, library: LibraryHandle): LightGbmLibrary {
  // `func` gives an untyped function; the interface above is the type of each, kept next to its declaration.
  const declare = <T>(definition: string): T => library.func(definition) as T;
  const lastError = declare<() => string>('const char *LGBM_GetLastError()');
  return {
    path,
    check: (status, code) => {
      if (status !== 0) throw new AppError(code, `LightGBM: ${lastError()}`);
    },
    datasetCreateFromMat: declare(
      'int LGBM_DatasetCreateFromMat(const void *data, int type, int32_t nrow, int32_t ncol, int row_major, const char *parameters, void *reference, _Out_ void **out)',
    ),
    datasetSetField: declare(
      'int LGBM_DatasetSetField(void *handle, const char *field, const void *data, int length, int type)',
    ),
    datasetSetFeatureNames: declare(
      'int LGBM_DatasetSetFeatureNames(void *handle, const char **names, int count)',
    ),
    datasetFree: declare('int LGBM_DatasetFree(void *handle)'),
    boosterCreate: declare(
      'int LGBM_BoosterCreate(void *train_data, const char *parameters, _Out_ void **out)',
    ),
    boosterLoadModelFromString: declare(
      'int LGBM_BoosterLoadModelFromString(const char *model, _Out_ int *iterations, _Out_ void **out)',
    ),
    boosterFree: declare('int LGBM_BoosterFree(void *handle)'),
    boosterUpdateOneIter: declare('int LGBM_BoosterUpdateOneIter(void *handle, _Out_ int *finished)'),
    boosterGetCurrentIteration: declare(
      'int LGBM_BoosterGetCurrentIteration(void *handle, _Out_ int *iteration)',
    ),
    boosterGetNumFeature: declare('int LGBM_BoosterGetNumFeature(void *handle, _Out_ int *length)'),
    boosterSaveModelToString: declare(
      'int LGBM_BoosterSaveModelToString(void *handle, int start, int count, int importance, int64_t buffer_len, _Out_ int64_t *out_len, void *out)',
    ),
    boosterPredictForMat: declare(
      'int LGBM_BoosterPredictForMat(void *handle, const void *data, int type, int32_t nrow, int32_t ncol, int row_major, int predict_type, int start, int count, const char *parameter, _Out_ int64_t *out_len, void *out)',
    ),
    boosterFeatureImportance: declare(
      'int LGBM_BoosterFeatureImportance(void *handle, int iterations, int type, void *out)',
    ),
    dumpParamAliases: declare(
      'int LGBM_DumpParamAliases(int64_t buffer_len, _Out_ int64_t *out_len, void *out)',
    ),
  };
}

function unavailable(reason: string, cause: unknown): AppError {
  const remedy =
    'install cmake and a C++ compiler, then run "npm rebuild lightgbm"; on Linux the OpenMP runtime is needed too ' +
    '(Debian, Ubuntu: "apt-get install libgomp1"); LIGHTGBM_LIBRARY may name another build of LightGBM 4';
  return new AppError('lightgbm_unavailable', `LightGBM cannot be loaded: ${reason}. Remedy: ${remedy}.`, {
    cause,
  });
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
