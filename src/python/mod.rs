//! The PyO3 module `numpy_hpy._native`: layouts for Python, and what `HPyArray` needs of NumPy.

mod layout;
mod layout_of;
mod memory;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

/// NumPy 2.0 laid its descriptors out anew; the mirror reads that struct.
const OLDEST_NUMPY: (u32, u32) = (2, 0);

fn check_numpy(py: Python<'_>) -> PyResult<()> {
    let version: String = py.import("numpy")?.getattr("__version__")?.extract()?;
    let mut parts = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_NUMPY {
        let (major, minor) = OLDEST_NUMPY;
        let message =
            format!("numpy_hpy needs NumPy {major}.{minor} or later, this is {version}: pip install -U numpy");
        return Err(PyImportError::new_err(message));
    }
    Ok(())
}

#[pymodule(gil_used = true)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    check_numpy(module.py())?;
    // Fetches NumPy's API table, which the numpy crate otherwise does on first use, and panics if there is no memory then.
    let _ = numpy::dtype::<f64>(module.py());
    module.add_class::<layout::PyLayout>()?;
    module.add_class::<layout::PyField>()?;
    module.add_class::<layout::PyFlags>()?;
    module.add_function(wrap_pyfunction!(layout::cache_info, module)?)?;
    module.add_function(wrap_pyfunction!(layout::cache_clear, module)?)?;
    module.add_function(wrap_pyfunction!(layout::mirror, module)?)?;
    module.add("_LAYOUT_OF", layout_of::capsule(module.py())?)?;
    module.add_function(wrap_pyfunction!(memory::data_address, module)?)?;
    Ok(())
}
