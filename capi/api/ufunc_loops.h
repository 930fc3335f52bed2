/** Inner loops to make ufuncs from: each calls the C function at `func` for every item. They are addresses to pass
 *  on, and have no context; `steps` are strides in bytes. */
NPY_GROUP(120, "Ready-made ufunc loops")

/** The loop over one float operand, computed as double. `func` is `double (*)(double)`. */
NPY_API(ufunc, 4, DIRECT, 2.0, PyUFunc_f_f_As_d_d)
void HPyUFunc_f_f_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one double operand. `func` is `double (*)(double)`. */
NPY_API(ufunc, 5, DIRECT, 2.0, PyUFunc_d_d)
void HPyUFunc_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one float operand. `func` is `float (*)(float)`. */
NPY_API(ufunc, 6, DIRECT, 2.0, PyUFunc_f_f)
void HPyUFunc_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one long double operand. `func` is `long double (*)(long double)`. */
NPY_API(ufunc, 7, DIRECT, 2.0, PyUFunc_g_g)
void HPyUFunc_g_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one complex float operand, computed as complex double. `func` is a function of one operand and a
 *  result, both by address. */
NPY_API(ufunc, 8, DIRECT, 2.0, PyUFunc_F_F_As_D_D)
void HPyUFunc_F_F_As_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one complex float operand. `func` is a function of one operand and a result, both by address. */
NPY_API(ufunc, 9, DIRECT, 2.0, PyUFunc_F_F)
void HPyUFunc_F_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one complex double operand. `func` is a function of one operand and a result, both by address. */
NPY_API(ufunc, 10, DIRECT, 2.0, PyUFunc_D_D)
void HPyUFunc_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one complex long double operand. `func` is a function of one operand and a result, both by address.
 */
NPY_API(ufunc, 11, DIRECT, 2.0, PyUFunc_G_G)
void HPyUFunc_G_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one object operand. `func` is a function from a NPY_HPY_UNARYFUNC trampoline. */
NPY_API(ufunc, 12, ADAPTED("the function comes from a NPY_HPY_UNARYFUNC trampoline"), 2.0, PyUFunc_O_O)
void HPyUFunc_O_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two float operands, computed as double. `func` is `double (*)(double, double)`. */
NPY_API(ufunc, 13, DIRECT, 2.0, PyUFunc_ff_f_As_dd_d)
void HPyUFunc_ff_f_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two float operands. `func` is `float (*)(float, float)`. */
NPY_API(ufunc, 14, DIRECT, 2.0, PyUFunc_ff_f)
void HPyUFunc_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two double operands. `func` is `double (*)(double, double)`. */
NPY_API(ufunc, 15, DIRECT, 2.0, PyUFunc_dd_d)
void HPyUFunc_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two long double operands. `func` is `long double (*)(long double, long double)`. */
NPY_API(ufunc, 16, DIRECT, 2.0, PyUFunc_gg_g)
void HPyUFunc_gg_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two complex float operands, computed as complex double. `func` is a function of two operands and a
 *  result, all by address. */
NPY_API(ufunc, 17, DIRECT, 2.0, PyUFunc_FF_F_As_DD_D)
void HPyUFunc_FF_F_As_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two complex double operands. `func` is a function of two operands and a result, all by address. */
NPY_API(ufunc, 18, DIRECT, 2.0, PyUFunc_DD_D)
void HPyUFunc_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two complex float operands. `func` is a function of two operands and a result, all by address. */
NPY_API(ufunc, 19, DIRECT, 2.0, PyUFunc_FF_F)
void HPyUFunc_FF_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two complex long double operands. `func` is a function of two operands and a result, all by address.
 */
NPY_API(ufunc, 20, DIRECT, 2.0, PyUFunc_GG_G)
void HPyUFunc_GG_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two object operands. `func` is a function from a NPY_HPY_BINARYFUNC trampoline. */
NPY_API(ufunc, 21, ADAPTED("the function comes from a NPY_HPY_BINARYFUNC trampoline"), 2.0, PyUFunc_OO_O)
void HPyUFunc_OO_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop that calls a method of the operand. `func` is its name, a C string. */
NPY_API(ufunc, 22, DIRECT, 2.0, PyUFunc_O_O_method)
void HPyUFunc_O_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop that calls a method of the first operand with the second. `func` is its name, a C string. */
NPY_API(ufunc, 23, DIRECT, 2.0, PyUFunc_OO_O_method)
void HPyUFunc_OO_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop that calls a Python object with all operands. `func` is what HPyUFunc_NewPyFuncData made. */
NPY_API(ufunc, 24, ADAPTED("the data is made from a handle, by HPyUFunc_NewPyFuncData"), 2.0, PyUFunc_On_Om)
void HPyUFunc_On_Om(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one half operand. `func` is `npy_half (*)(npy_half)`. */
NPY_API(ufunc, 33, DIRECT, 2.0, PyUFunc_e_e)
void HPyUFunc_e_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one half operand, computed as float. `func` is `float (*)(float)`. */
NPY_API(ufunc, 34, DIRECT, 2.0, PyUFunc_e_e_As_f_f)
void HPyUFunc_e_e_As_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over one half operand, computed as double. `func` is `double (*)(double)`. */
NPY_API(ufunc, 35, DIRECT, 2.0, PyUFunc_e_e_As_d_d)
void HPyUFunc_e_e_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two half operands. `func` is `npy_half (*)(npy_half, npy_half)`. */
NPY_API(ufunc, 36, DIRECT, 2.0, PyUFunc_ee_e)
void HPyUFunc_ee_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two half operands, computed as float. `func` is `float (*)(float, float)`. */
NPY_API(ufunc, 37, DIRECT, 2.0, PyUFunc_ee_e_As_ff_f)
void HPyUFunc_ee_e_As_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/** The loop over two half operands, computed as double. `func` is `double (*)(double, double)`. */
NPY_API(ufunc, 38, DIRECT, 2.0, PyUFunc_ee_e_As_dd_d)
void HPyUFunc_ee_e_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
