"""``from_numpy`` and ``to_numpy``: HPyArray and ndarray over the same memory, never a copy."""

from ._legacy import _as_legacy, _from_legacy


def from_numpy(array, /, *, adopt=False):
    """An HPyArray over the memory of an ndarray, object references included, with the same dtype, shape, strides and flags.

    The ndarray is its base, keeps owning the memory, and cannot be resized meanwhile. An ndarray that stands for an HPyArray, as
    ``to_numpy`` and ``numpy.asarray`` make it, gives that HPyArray back.

    With ``adopt`` the HPyArray owns the memory from then on, so that the collector sees the references in it, and frees it
    with NumPy's handler that it came from; the ndarray becomes a view of it. ValueError for an ndarray that does not own its
    memory, TypeError for a dtype whose memory an HPyArray cannot release (StringDType), and for anything that is no ndarray.
    """
    return _from_legacy(array, adopt)


def to_numpy(array, /):
    """The ndarray that an HPyArray was made over, as long as it is alive and the two agree in memory, shape, strides, dtype and
    writeability; else a new ndarray over the HPyArray's memory, with the HPyArray as its base.

    TypeError for anything that is no HPyArray.
    """
    return _as_legacy(array)
