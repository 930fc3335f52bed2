/** datetime64 values, their broken-down form, and ISO 8601 text. 0, or -1 with an exception. */
NPY_GROUP(140, "Dates and times")

/** Breaks a value, counted in the unit of `meta`, down into year to attosecond. NaT is kept. */
NPY_API(multiarray, 307, DIRECT, 2.0, NpyDatetime_ConvertDatetime64ToDatetimeStruct)
int HNpyDatetime_ConvertDatetime64ToDatetimeStruct(HPyContext *ctx, PyArray_DatetimeMetaData *meta, npy_datetime dt,
    npy_datetimestruct *out);

/** The reverse; what is finer than the unit is cut off. OverflowError if it does not fit. */
NPY_API(multiarray, 308, DIRECT, 2.0, NpyDatetime_ConvertDatetimeStructToDatetime64)
int HNpyDatetime_ConvertDatetimeStructToDatetime64(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
    const npy_datetimestruct *dts, npy_datetime *out);

/** Breaks an object with year, month and day, such as a datetime.date, down; with `apply_tzinfo` it is converted to
 *  UTC. `*out_bestunit` tells the unit that loses nothing. 1, without an exception, for any other object. */
NPY_API(multiarray, 309, DIRECT, 2.0, NpyDatetime_ConvertPyDateTimeToDatetimeStruct)
int HNpyDatetime_ConvertPyDateTimeToDatetimeStruct(HPyContext *ctx, HPy obj, npy_datetimestruct *out,
    NPY_DATETIMEUNIT *out_bestunit, int apply_tzinfo);

/** How many bytes the text needs in unit `base`, the final NUL included. */
NPY_API(multiarray, 310, DIRECT, 2.0, NpyDatetime_GetDatetimeISO8601StrLen)
int HNpyDatetime_GetDatetimeISO8601StrLen(HPyContext *ctx, int local, NPY_DATETIMEUNIT base);

/** Writes the text, NUL-terminated, into `outlen` bytes. `local` and `utc` choose the zone, `tzoffset` is in minutes
 *  (-1: the system's), `casting` says whether digits may be lost. */
NPY_API(multiarray, 311, DIRECT, 2.0, NpyDatetime_MakeISO8601Datetime)
int HNpyDatetime_MakeISO8601Datetime(HPyContext *ctx, npy_datetimestruct *dts, char *outstr, npy_intp outlen,
    int local, int utc, NPY_DATETIMEUNIT base, int tzoffset, NPY_CASTING casting);

/** Reads `len` bytes of text. `unit` may be NPY_FR_ERROR to find it; `*out_special` tells of NaT and today.
 *  ValueError for text that is no date. */
NPY_API(multiarray, 312, DIRECT, 2.0, NpyDatetime_ParseISO8601Datetime)
int HNpyDatetime_ParseISO8601Datetime(HPyContext *ctx, const char *str, HPy_ssize_t len, NPY_DATETIMEUNIT unit,
    NPY_CASTING casting, npy_datetimestruct *out, NPY_DATETIMEUNIT *out_bestunit, npy_bool *out_special);
