/* A program that calls a bit of everything, and exports one function. */
#include <hpy.h>
#include <numpy_hpy/ufuncobject.h>

#ifdef __cplusplus
extern "C" {
#endif

HPy consumer(HPyContext *ctx, HPy arr, HPyArrayView *view, PyArrayIterObject *iter);

HPy consumer(HPyContext *ctx, HPy arr, HPyArrayView *view, PyArrayIterObject *iter)
{
    HPY_NPY_BEGIN_THREADS_DEF
    hpy_import_array1(ctx, arr);
    hpy_import_umath1(ctx, arr);
    if (HPyArray_FillView(ctx, arr, view) < 0 || HPyArray_NDIM(ctx, arr) != view->nd) {
        return HPyArray_GetTypeObject(ctx, HPyArray_StringDType);
    }
    HPY_NPY_BEGIN_THREADS(ctx)
    HPyArray_ITER_RESET(iter);
    while (HPyArray_ITER_NOTDONE(iter)) {
        HPyArray_ITER_NEXT(iter);
    }
    HPY_NPY_END_THREADS(ctx)
    HPyArray_ReleaseView(ctx, view);
    return HPyArray_Sum(ctx, arr, 0, NPY_DOUBLE, arr);
}

#ifdef __cplusplus
}
#endif
