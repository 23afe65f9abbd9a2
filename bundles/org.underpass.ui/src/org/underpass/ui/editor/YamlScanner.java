package org.underpass.ui.editor;

import org.eclipse.jface.text.TextAttribute;
import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.ICharacterScanner;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.SingleLineRule;
import org.eclipse.jface.text.rules.Token;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Control;
import org.underpass.ui.Shades;

/** Colours for YAML: comments, keys, quoted texts, numbers and truth. A line at a time, as profiles are written. */
final class YamlScanner extends RuleBasedScanner {
    YamlScanner(Control on) {
        boolean dark = Shades.dark(on);
        IToken comment = token(dark ? new Color(0x84, 0xa9, 0x8c) : new Color(0x4e, 0x7a, 0x57), SWT.NORMAL);
        IToken key = token(dark ? new Color(0x7f, 0xb8, 0xe8) : new Color(0x14, 0x4f, 0x88), SWT.NORMAL);
        IToken string = token(dark ? new Color(0xe0, 0xb0, 0x7a) : new Color(0x8a, 0x4b, 0x08), SWT.NORMAL);
        IToken number = token(dark ? new Color(0xc8, 0xa2, 0xe8) : new Color(0x6b, 0x2f, 0x9a), SWT.NORMAL);
        setRules(new IRule[] {
            new EndOfLineRule("#", comment), new WordRule(key, number),
            new SingleLineRule("\"", "\"", string, '\\'), new SingleLineRule("'", "'", string)});
    }

    private static IToken token(Color colour, int style) {
        return new Token(new TextAttribute(colour, null, style));
    }

    /** A plain word: a key when a colon follows, else perhaps a number or a boolean. */
    private record WordRule(IToken key, IToken number) implements IRule {
        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            StringBuilder word = new StringBuilder();
            int c = scanner.read();
            while (Character.isLetterOrDigit(c) || c == '_' || c == '-' && !word.isEmpty() || c == '.') {
                word.append((char) c);
                c = scanner.read();
            }
            scanner.unread();
            if (word.isEmpty()) {
                return Token.UNDEFINED;
            }
            if (c == ':') {
                return key;
            }
            String text = word.toString();
            boolean plain = text.equals("true") || text.equals("false") || text.equals("null")
                    || text.chars().allMatch(Character::isDigit);
            return plain ? number : Token.OTHER;
        }
    }
}
