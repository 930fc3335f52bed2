/** Reductions, sorting, searching and products, as the methods of an array do them. `axis` NPY_RAVEL_AXIS takes all
 *  items. `out`, where there is one, receives the result and comes back as a new handle; HPy_NULL makes a new array. */
NPY_GROUP(50, "Calculation")

/** The items at `indices0` along `axis`. `clipmode` says what an index out of range does; NPY_RAISE gives IndexError.
 */
NPY_API(multiarray, 124, DIRECT, 2.0, PyArray_TakeFrom)
HPy HPyArray_TakeFrom(HPyContext *ctx, NPY_ARRAY HPy self0, HPy indices0, int axis, NPY_NULLABLE NPY_ARRAY HPy out,
    NPY_CLIPMODE clipmode);

/** Assigns `values0`, repeated as needed, to the items at the flat `indices0`. None. */
NPY_API(multiarray, 125, DIRECT, 2.0, PyArray_PutTo)
HPy HPyArray_PutTo(HPyContext *ctx, NPY_ARRAY HPy self, HPy values0, HPy indices0, NPY_CLIPMODE clipmode);

/** Assigns `values0`, repeated as needed, where `mask0` is true. None. */
NPY_API(multiarray, 126, DIRECT, 2.0, PyArray_PutMask)
HPy HPyArray_PutMask(HPyContext *ctx, NPY_ARRAY HPy self, HPy values0, HPy mask0);

/** Each item repeated as often as `op` says, one count or one for each. */
NPY_API(multiarray, 127, DIRECT, 2.0, PyArray_Repeat)
HPy HPyArray_Repeat(HPyContext *ctx, NPY_ARRAY HPy aop, HPy op, int axis);

/** Picks each item from the sequence of arrays `op` by the index in `ip`. */
NPY_API(multiarray, 128, DIRECT, 2.0, PyArray_Choose)
HPy HPyArray_Choose(HPyContext *ctx, NPY_ARRAY HPy ip, HPy op, NPY_NULLABLE NPY_ARRAY HPy out, NPY_CLIPMODE clipmode);

/** Sorts in place along `axis`. -1 on failure. */
NPY_API(multiarray, 129, DIRECT, 2.0, PyArray_Sort)
int HPyArray_Sort(HPyContext *ctx, NPY_ARRAY HPy op, int axis, NPY_SORTKIND flags);

/** The indices that would sort along `axis`. */
NPY_API(multiarray, 130, DIRECT, 2.0, PyArray_ArgSort)
HPy HPyArray_ArgSort(HPyContext *ctx, NPY_ARRAY HPy op, int axis, NPY_SORTKIND flags);

/** Reorders in place so that the items at the positions `ktharray` are where sorting would put them. -1 on failure. */
NPY_API(multiarray, 296, DIRECT, 2.0, PyArray_Partition)
int HPyArray_Partition(HPyContext *ctx, NPY_ARRAY HPy op, NPY_ARRAY HPy ktharray, int axis, NPY_SELECTKIND which);

/** The indices that HPyArray_Partition would reorder by. */
NPY_API(multiarray, 297, DIRECT, 2.0, PyArray_ArgPartition)
HPy HPyArray_ArgPartition(HPyContext *ctx, NPY_ARRAY HPy op, NPY_ARRAY HPy ktharray, int axis, NPY_SELECTKIND which);

/** The indices that sort by several keys at once, the last key first. */
NPY_API(multiarray, 189, DIRECT, 2.0, PyArray_LexSort)
HPy HPyArray_LexSort(HPyContext *ctx, HPy sort_keys, int axis);

/** Where to insert `op2` into the sorted `op1`, on that `side` of equal items. `perm` sorts `op1`, or is HPy_NULL. */
NPY_API(multiarray, 131, DIRECT, 2.0, PyArray_SearchSorted)
HPy HPyArray_SearchSorted(HPyContext *ctx, NPY_ARRAY HPy op1, HPy op2, NPY_SEARCHSIDE side, NPY_NULLABLE HPy perm);

/** The index of the largest item. ValueError if there is none. */
NPY_API(multiarray, 132, DIRECT, 2.0, PyArray_ArgMax)
HPy HPyArray_ArgMax(HPyContext *ctx, NPY_ARRAY HPy op, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The index of the smallest item. ValueError if there is none. */
NPY_API(multiarray, 133, DIRECT, 2.0, PyArray_ArgMin)
HPy HPyArray_ArgMin(HPyContext *ctx, NPY_ARRAY HPy op, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The largest item. ValueError if there is none. */
NPY_API(multiarray, 139, DIRECT, 2.0, PyArray_Max)
HPy HPyArray_Max(HPyContext *ctx, NPY_ARRAY HPy ap, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The smallest item. ValueError if there is none. */
NPY_API(multiarray, 140, DIRECT, 2.0, PyArray_Min)
HPy HPyArray_Min(HPyContext *ctx, NPY_ARRAY HPy ap, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The largest minus the smallest item. */
NPY_API(multiarray, 141, DIRECT, 2.0, PyArray_Ptp)
HPy HPyArray_Ptp(HPyContext *ctx, NPY_ARRAY HPy ap, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The average; `rtype` is the type number to add up in, NPY_NOTYPE for the default. */
NPY_API(multiarray, 142, DIRECT, 2.0, PyArray_Mean)
HPy HPyArray_Mean(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out);

/** The sum; `rtype` is the type number to add up in, NPY_NOTYPE for the default. */
NPY_API(multiarray, 149, DIRECT, 2.0, PyArray_Sum)
HPy HPyArray_Sum(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out);

/** The running sums along `axis`. */
NPY_API(multiarray, 150, DIRECT, 2.0, PyArray_CumSum)
HPy HPyArray_CumSum(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out);

/** The product; `rtype` is the type number to multiply in, NPY_NOTYPE for the default. */
NPY_API(multiarray, 151, DIRECT, 2.0, PyArray_Prod)
HPy HPyArray_Prod(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out);

/** The running products along `axis`. */
NPY_API(multiarray, 152, DIRECT, 2.0, PyArray_CumProd)
HPy HPyArray_CumProd(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out);

/** The standard deviation, or with `variance` its square. */
NPY_API(multiarray, 148, DIRECT, 2.0, PyArray_Std)
HPy HPyArray_Std(HPyContext *ctx, NPY_ARRAY HPy self, int axis, int rtype, NPY_NULLABLE NPY_ARRAY HPy out, int variance);

/** Whether all items are true. */
NPY_API(multiarray, 153, DIRECT, 2.0, PyArray_All)
HPy HPyArray_All(HPyContext *ctx, NPY_ARRAY HPy self, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** Whether an item is true. */
NPY_API(multiarray, 154, DIRECT, 2.0, PyArray_Any)
HPy HPyArray_Any(HPyContext *ctx, NPY_ARRAY HPy self, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** The items along `axis` for which `condition` is true. */
NPY_API(multiarray, 155, DIRECT, 2.0, PyArray_Compress)
HPy HPyArray_Compress(HPyContext *ctx, NPY_ARRAY HPy self, HPy condition, int axis, NPY_NULLABLE NPY_ARRAY HPy out);

/** A tuple of index arrays, one an axis, of the items that are true. */
NPY_API(multiarray, 147, DIRECT, 2.0, PyArray_Nonzero)
HPy HPyArray_Nonzero(HPyContext *ctx, NPY_ARRAY HPy self);

/** The sum along the diagonal that lies `offset` beside the main one. */
NPY_API(multiarray, 143, DIRECT, 2.0, PyArray_Trace)
HPy HPyArray_Trace(HPyContext *ctx, NPY_ARRAY HPy self, int offset, int axis1, int axis2, int rtype,
    NPY_NULLABLE NPY_ARRAY HPy out);

/** A read-only view of the diagonal that lies `offset` beside the main one. */
NPY_API(multiarray, 144, DIRECT, 2.0, PyArray_Diagonal)
HPy HPyArray_Diagonal(HPyContext *ctx, NPY_ARRAY HPy self, int offset, int axis1, int axis2);

/** The items limited to [min, max]; either bound may be HPy_NULL or None. */
NPY_API(multiarray, 145, DIRECT, 2.0, PyArray_Clip)
HPy HPyArray_Clip(HPyContext *ctx, NPY_ARRAY HPy self, NPY_NULLABLE HPy min, NPY_NULLABLE HPy max, NPY_NULLABLE NPY_ARRAY HPy out);

/** The complex conjugate; a new handle of `self` if it is not complex and there is no `out`. */
NPY_API(multiarray, 146, DIRECT, 2.0, PyArray_Conjugate)
HPy HPyArray_Conjugate(HPyContext *ctx, NPY_ARRAY HPy self, NPY_NULLABLE NPY_ARRAY HPy out);

/** The items rounded to `decimals` places. */
NPY_API(multiarray, 190, DIRECT, 2.0, PyArray_Round)
HPy HPyArray_Round(HPyContext *ctx, NPY_ARRAY HPy a, int decimals, NPY_NULLABLE NPY_ARRAY HPy out);

/** The items of `x` where `condition` is true, else of `y`. Both HPy_NULL: as HPyArray_Nonzero. Only one: ValueError.
 */
NPY_API(multiarray, 185, DIRECT, 2.0, PyArray_Where)
HPy HPyArray_Where(HPyContext *ctx, HPy condition, NPY_NULLABLE HPy x, NPY_NULLABLE HPy y);

/** The inner product over the last axes. */
NPY_API(multiarray, 169, DIRECT, 2.0, PyArray_InnerProduct)
HPy HPyArray_InnerProduct(HPyContext *ctx, HPy op1, HPy op2);

/** The product as `dot` computes it: over the last axis of `op1` and the last but one of `op2`. */
NPY_API(multiarray, 170, DIRECT, 2.0, PyArray_MatrixProduct)
HPy HPyArray_MatrixProduct(HPyContext *ctx, HPy op1, HPy op2);

/** As HPyArray_MatrixProduct, into `out` if that is not HPy_NULL; it must be C-contiguous and of the right dtype. */
NPY_API(multiarray, 280, DIRECT, 2.0, PyArray_MatrixProduct2)
HPy HPyArray_MatrixProduct2(HPyContext *ctx, HPy op1, HPy op2, NPY_NULLABLE NPY_ARRAY HPy out);

/** Sums of products by the subscripts of Einstein's notation over `nop` operands. `dtype` and `out` may be HPy_NULL.
 */
NPY_API(multiarray, 276, DIRECT, 2.0, PyArray_EinsteinSum)
NPY_LEGACY(PyArrayObject *,
    (char *, npy_intp, PyArrayObject **, PyArray_Descr *, NPY_ORDER, NPY_CASTING, PyArrayObject *))
NPY_ARRAY HPy HPyArray_EinsteinSum(HPyContext *ctx, char *subscripts, npy_intp nop,
    NPY_HANDLES(nop) NPY_ARRAY const HPy *op_in, NPY_NULLABLE NPY_DESCR HPy dtype, NPY_ORDER order, NPY_CASTING casting,
    NPY_NULLABLE NPY_ARRAY HPy out);

/** The cross-correlation of two one-dimensional arrays; `mode` 0 valid, 1 same, 2 full. Takes no conjugates. */
NPY_API(multiarray, 172, DIRECT, 2.0, PyArray_Correlate)
HPy HPyArray_Correlate(HPyContext *ctx, HPy op1, HPy op2, int mode);

/** The cross-correlation with the conjugate of `op2`, in the usual sense. */
NPY_API(multiarray, 212, DIRECT, 2.0, PyArray_Correlate2)
HPy HPyArray_Correlate2(HPyContext *ctx, HPy op1, HPy op2, int mode);
