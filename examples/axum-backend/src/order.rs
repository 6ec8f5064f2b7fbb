//! The order box: what it offers and what is in the basket.

use serde::Deserialize;

const PRICE_EUROS: u32 = 129;
const MOST: u32 = 9;

/// The lamp's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Finish {
    #[default]
    Soot,
    Fern,
    Copper,
}

impl Finish {
    pub(crate) const ALL: [Self; 3] = [Self::Soot, Self::Fern, Self::Copper];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Soot => "soot",
            Self::Fern => "fern",
            Self::Copper => "copper",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Soot => "Soot",
            Self::Fern => "Fern",
            Self::Copper => "Copper",
        }
    }
}

/// The form as the browser sends it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct OrderForm {
    finish: Option<String>,
    quantity: Option<String>,
}

/// What the box shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) finish: Finish,
    pub(crate) quantity: u32,
    pub(crate) placed: bool,
}

impl Order {
    pub(crate) fn total_euros(&self) -> u32 {
        self.quantity * PRICE_EUROS
    }
}

impl From<&OrderForm> for Order {
    /// The browser checks the form; what comes past that check orders nothing.
    fn from(form: &OrderForm) -> Self {
        let finish = form.finish.as_deref();
        let finish = Finish::ALL
            .into_iter()
            .find(|known| finish == Some(known.id()));
        let quantity = form.quantity.as_deref().and_then(|text| text.parse().ok());
        let quantity = quantity.filter(|quantity| (1..=MOST).contains(quantity));
        Self {
            placed: finish.is_some() && quantity.is_some(),
            finish: finish.unwrap_or_default(),
            quantity: quantity.unwrap_or(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(finish: &str, quantity: &str) -> Order {
        let (finish, quantity) = (Some(finish.to_owned()), Some(quantity.to_owned()));
        Order::from(&OrderForm { finish, quantity })
    }

    #[test]
    fn a_good_form_fills_the_basket() {
        let order = order("fern", "2");
        assert_eq!(
            order,
            Order {
                finish: Finish::Fern,
                quantity: 2,
                placed: true
            }
        );
        assert_eq!(order.total_euros(), 258);
    }

    #[test]
    fn anything_else_orders_nothing() {
        let nothing = Order {
            finish: Finish::Soot,
            quantity: 1,
            placed: false,
        };
        assert_eq!(Order::from(&OrderForm::default()), nothing);
        for quantity in ["0", "10", "-1", "1e9", "<b>", ""] {
            assert!(!order("soot", quantity).placed, "{quantity}");
        }
        assert!(!order("gold", "1").placed);
    }
}
