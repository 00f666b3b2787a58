//! Columns being filled.

use arrow_array::ArrayRef;
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Int64Builder, StringBuilder,
};
use arrow_schema::DataType;

use crate::convert::Value;

/// Appends values of one column.
pub(crate) enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Days(Date32Builder),
    Bool(BooleanBuilder),
}

impl Builder {
    pub(crate) fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int64 => Self::Integer(Int64Builder::new()),
            DataType::Date32 => Self::Days(Date32Builder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    pub(crate) fn append(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Text(builder), Value::Code(code)) => builder.append_value(code),
            (Self::Text(builder), Value::Digits(number, width)) => {
                let mut buffer = [b'0'; 20];
                builder.append_value(digits(*number, *width, &mut buffer));
            }
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Integer(builder), Value::Integer(value)) => builder.append_value(*value),
            (Self::Integer(builder), _) => builder.append_null(),
            (Self::Days(builder), Value::Days(value)) => builder.append_value(*value),
            (Self::Days(builder), _) => builder.append_null(),
            (Self::Bool(builder), Value::Bool(value)) => builder.append_value(*value),
            (Self::Bool(builder), _) => builder.append_null(),
        }
    }

    pub(crate) fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Integer(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Days(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Bool(mut builder) => ArrayBuilder::finish(&mut builder),
        }
    }
}

/// Writes `number` with leading zeros into the buffer's end.
fn digits(mut number: u64, width: usize, buffer: &mut [u8; 20]) -> &str {
    let width = width.min(20);
    for place in buffer[20 - width..].iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
    std::str::from_utf8(&buffer[20 - width..]).unwrap_or("")
}
