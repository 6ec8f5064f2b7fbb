//! Naming everything that could not be installed, at once and with the way to get it.

/// A tool that is not here and could not be installed.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) name: &'static str,
    pub(super) purpose: &'static str,
    pub(super) cause: String,
    pub(super) command: String,
}

/// The whole list as a person can work it off.
pub(super) fn report(missing: &[Missing]) -> String {
    let mut text = match missing {
        [_] => "1 tool is missing and cannot be installed here:".to_owned(),
        _ => format!(
            "{} tools are missing and cannot be installed here:",
            missing.len()
        ),
    };
    for tool in missing {
        text.push_str(&format!(
            "\n  {}, {}\n      why: {}\n      get it: {}",
            tool.name, tool.purpose, tool.cause, tool.command
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_tool_with_its_cause_and_the_command_that_gets_it() {
        let text = report(&[
            Missing {
                name: "Firefox",
                purpose: "which the browser tests drive",
                cause: "only root may install packages".to_owned(),
                command: "sudo apt-get install firefox-esr".to_owned(),
            },
            Missing {
                name: "Node.js 20",
                purpose: "which builds the widget",
                cause: "node is not on the PATH".to_owned(),
                command: "see https://nodejs.org/en/download".to_owned(),
            },
        ]);
        assert_eq!(
            text,
            "2 tools are missing and cannot be installed here:\
             \n  Firefox, which the browser tests drive\
             \n      why: only root may install packages\
             \n      get it: sudo apt-get install firefox-esr\
             \n  Node.js 20, which builds the widget\
             \n      why: node is not on the PATH\
             \n      get it: see https://nodejs.org/en/download"
        );
    }

    #[test]
    fn counts_one_as_one() {
        let only = Missing {
            name: "Chromium",
            purpose: "which the browser tests drive",
            cause: "there is no apt here".to_owned(),
            command: "brew install --cask chromium".to_owned(),
        };
        assert!(report(&[only]).starts_with("1 tool is missing"));
    }
}
