import type { LibraryHandle } from 'koffi';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary } from './api.ts';
import { createLogRoute } from './native-log.ts';

/** Finds every function of the interface in a loaded library. @throws when one is missing: it is no LightGBM 4. */
export function bindLibrary(path: string, library: LibraryHandle): LightGbmLibrary {
  // `func` gives an untyped function; the interface is the type of each, in the order of the C arguments.
  const declare = <T>(definition: string): T => library.func(`int LGBM_${definition}`) as T;
  const lastError = library.func('const char *LGBM_GetLastError()') as () => string;
  return {
    path,
    check: (status, code) => {
      if (status !== 0) throw new AppError(code, `LightGBM: ${lastError()}`);
    },
    routeLog: createLogRoute(library),
    dumpParamAliases: declare('DumpParamAliases(int64_t buffer_len, _Out_ int64_t *out_len, void *out)'),
    ...datasetFunctions(declare),
    ...boosterFunctions(declare),
    ...predictionFunctions(declare),
  };
}

type Declare = <T>(definition: string) => T;

const datasetFunctions = (declare: Declare) => ({
  datasetCreateFromMat: declare<LightGbmLibrary['datasetCreateFromMat']>(
    'DatasetCreateFromMat(const void *data, int type, int32_t nrow, int32_t ncol, int row_major, const char *parameters, void *reference, _Out_ void **out)',
  ),
  datasetCreateFromFile: declare<LightGbmLibrary['datasetCreateFromFile']>(
    'DatasetCreateFromFile(const char *filename, const char *parameters, void *reference, _Out_ void **out)',
  ),
  datasetGetSubset: declare<LightGbmLibrary['datasetGetSubset']>(
    'DatasetGetSubset(void *handle, const int32_t *rows, int32_t count, const char *parameters, _Out_ void **out)',
  ),
  datasetSetField: declare<LightGbmLibrary['datasetSetField']>(
    'DatasetSetField(void *handle, const char *field, const void *data, int length, int type)',
  ),
  datasetSetFeatureNames: declare<LightGbmLibrary['datasetSetFeatureNames']>(
    'DatasetSetFeatureNames(void *handle, const char **names, int count)',
  ),
  datasetGetNumData: declare<LightGbmLibrary['datasetGetNumData']>(
    'DatasetGetNumData(void *handle, _Out_ int *out)',
  ),
  datasetGetNumFeature: declare<LightGbmLibrary['datasetGetNumFeature']>(
    'DatasetGetNumFeature(void *handle, _Out_ int *out)',
  ),
  datasetGetFeatureNumBin: declare<LightGbmLibrary['datasetGetFeatureNumBin']>(
    'DatasetGetFeatureNumBin(void *handle, int feature, _Out_ int *out)',
  ),
  datasetSaveBinary: declare<LightGbmLibrary['datasetSaveBinary']>(
    'DatasetSaveBinary(void *handle, const char *filename)',
  ),
  datasetFree: declare<LightGbmLibrary['datasetFree']>('DatasetFree(void *handle)'),
});

const boosterFunctions = (declare: Declare) => ({
  boosterCreate: declare<LightGbmLibrary['boosterCreate']>(
    'BoosterCreate(void *train_data, const char *parameters, _Out_ void **out)',
  ),
  boosterLoadModelFromString: declare<LightGbmLibrary['boosterLoadModelFromString']>(
    'BoosterLoadModelFromString(const char *model, _Out_ int *iterations, _Out_ void **out)',
  ),
  boosterFree: declare<LightGbmLibrary['boosterFree']>('BoosterFree(void *handle)'),
  boosterMerge: declare<LightGbmLibrary['boosterMerge']>('BoosterMerge(void *handle, void *other)'),
  boosterAddValidData: declare<LightGbmLibrary['boosterAddValidData']>(
    'BoosterAddValidData(void *handle, void *dataset)',
  ),
  boosterResetParameter: declare<LightGbmLibrary['boosterResetParameter']>(
    'BoosterResetParameter(void *handle, const char *parameters)',
  ),
  boosterUpdateOneIter: declare<LightGbmLibrary['boosterUpdateOneIter']>(
    'BoosterUpdateOneIter(void *handle, _Out_ int *finished)',
  ),
  boosterUpdateOneIterCustom: declare<LightGbmLibrary['boosterUpdateOneIterCustom']>(
    'BoosterUpdateOneIterCustom(void *handle, const float *grad, const float *hess, _Out_ int *finished)',
  ),
  boosterRollbackOneIter: declare<LightGbmLibrary['boosterRollbackOneIter']>(
    'BoosterRollbackOneIter(void *handle)',
  ),
  boosterRefit: declare<LightGbmLibrary['boosterRefit']>(
    'BoosterRefit(void *handle, const int32_t *leaves, int32_t nrow, int32_t ncol)',
  ),
  boosterGetCurrentIteration: declare<LightGbmLibrary['boosterGetCurrentIteration']>(
    'BoosterGetCurrentIteration(void *handle, _Out_ int *iteration)',
  ),
  boosterGetNumFeature: declare<LightGbmLibrary['boosterGetNumFeature']>(
    'BoosterGetNumFeature(void *handle, _Out_ int *length)',
  ),
  boosterGetNumClasses: declare<LightGbmLibrary['boosterGetNumClasses']>(
    'BoosterGetNumClasses(void *handle, _Out_ int *length)',
  ),
  boosterNumberOfTotalModel: declare<LightGbmLibrary['boosterNumberOfTotalModel']>(
    'BoosterNumberOfTotalModel(void *handle, _Out_ int *models)',
  ),
  boosterGetEvalCounts: declare<LightGbmLibrary['boosterGetEvalCounts']>(
    'BoosterGetEvalCounts(void *handle, _Out_ int *length)',
  ),
  boosterGetEvalNames: declare<LightGbmLibrary['boosterGetEvalNames']>(
    'BoosterGetEvalNames(void *handle, int len, _Out_ int *out_len, size_t buffer_len, _Out_ size_t *out_buffer_len, void *names)',
  ),
  boosterGetEval: declare<LightGbmLibrary['boosterGetEval']>(
    'BoosterGetEval(void *handle, int data, _Out_ int *out_len, void *out)',
  ),
  boosterGetNumPredict: declare<LightGbmLibrary['boosterGetNumPredict']>(
    'BoosterGetNumPredict(void *handle, int data, _Out_ int64_t *out_len)',
  ),
  boosterGetPredict: declare<LightGbmLibrary['boosterGetPredict']>(
    'BoosterGetPredict(void *handle, int data, _Out_ int64_t *out_len, void *out)',
  ),
  boosterSaveModelToString: declare<LightGbmLibrary['boosterSaveModelToString']>(
    'BoosterSaveModelToString(void *handle, int start, int count, int importance, int64_t buffer_len, _Out_ int64_t *out_len, void *out)',
  ),
  boosterDumpModel: declare<LightGbmLibrary['boosterDumpModel']>(
    'BoosterDumpModel(void *handle, int start, int count, int importance, int64_t buffer_len, _Out_ int64_t *out_len, void *out)',
  ),
  boosterFeatureImportance: declare<LightGbmLibrary['boosterFeatureImportance']>(
    'BoosterFeatureImportance(void *handle, int iterations, int type, void *out)',
  ),
});

const predictionFunctions = (declare: Declare) => ({
  boosterCalcNumPredict: declare<LightGbmLibrary['boosterCalcNumPredict']>(
    'BoosterCalcNumPredict(void *handle, int rows, int predict_type, int start, int count, _Out_ int64_t *out_len)',
  ),
  boosterPredictForMat: declare<LightGbmLibrary['boosterPredictForMat']>(
    'BoosterPredictForMat(void *handle, const void *data, int type, int32_t nrow, int32_t ncol, int row_major, int predict_type, int start, int count, const char *parameter, _Out_ int64_t *out_len, void *out)',
  ),
  singleRowFastInit: declare<LightGbmLibrary['singleRowFastInit']>(
    'BoosterPredictForMatSingleRowFastInit(void *handle, int predict_type, int start, int count, int type, int32_t ncol, const char *parameter, _Out_ void **out)',
  ),
  singleRowFast: declare<LightGbmLibrary['singleRowFast']>(
    'BoosterPredictForMatSingleRowFast(void *config, const void *data, void *out_len, void *out)',
  ),
  fastConfigFree: declare<LightGbmLibrary['fastConfigFree']>('FastConfigFree(void *config)'),
});
