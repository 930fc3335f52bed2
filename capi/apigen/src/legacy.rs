//! NumPy's signature of a row.

use crate::{Declaration, Kind, Param, Result, Row, Signature};

impl Row {
    /// What NumPy declares: as the row says with NPY_LEGACY, else derived. None for additions and for variables.
    pub fn legacy_signature(&self) -> Result<Option<Signature>> {
        let Declaration::Function { result, kind, params, name, .. } = &self.declaration else { return Ok(None) };
        if self.legacy.is_none() {
            return Ok(None);
        }
        if let Some(explicit) = &self.explicit {
            return Ok(Some(explicit.clone()));
        }
        let derive = |ctype: &str, kind: Kind, what: &str| {
            legacy_type(ctype, kind).ok_or_else(|| {
                format!("{}: NumPy's type of {what} of `{name}` cannot be derived: add NPY_LEGACY", self.place)
            })
        };
        let in_numpy = |param: &&Param| !param.view && param.ctype != "HPyContext *";
        let params = params.iter().filter(in_numpy).map(|param| match &param.token {
            Some(example) => Ok(format!("NPY_TOKEN({example})")),
            None => derive(&param.ctype, param.kind, &format!("parameter `{}`", param.name)),
        });
        Ok(Some(Signature { result: derive(result, *kind, "the result")?, params: params.collect::<Result<_>>()? }))
    }

    /// Whether NumPy's function takes or returns an object.
    pub fn takes_object(&self) -> Result<bool> {
        let kinds = [
            Kind::Object,
            Kind::Array,
            Kind::NdArray,
            Kind::Descr,
            Kind::Scalar,
            Kind::PyType,
            Kind::ArrayClass,
            Kind::DTypeClass,
            Kind::DTypeAsked,
            Kind::Ufunc,
            Kind::Iter,
            Kind::Multi,
        ];
        let is_object = |ctype: &String| {
            let base = ctype.trim_start_matches("const ").split([' ', '*']).next().unwrap_or_default();
            kinds.iter().any(|kind| kind.legacy() == base) || base == "PyArrayNeighborhoodIterObject"
        };
        let signature = self.legacy_signature()?;
        Ok(signature.is_some_and(|signature| is_object(&signature.result) || signature.params.iter().any(is_object)))
    }
}

/// The C type without handles; None if there is no rule for it.
fn legacy_type(ctype: &str, kind: Kind) -> Option<String> {
    let name = kind.legacy();
    Some(match ctype {
        "HPy" => format!("{name} *"),
        "const HPy" => format!("const {name} *"),
        "HPy *" => format!("{name} **"),
        "const HPy *" => format!("{name} *const *"),
        "HPy_ssize_t" => "Py_ssize_t".to_owned(),
        _ if ctype.starts_with("HPy") || ctype.starts_with("const HPy") => return None,
        _ => ctype.to_owned(),
    })
}
