namespace Router.Configuration.Syntax;

/// <summary>Refuses characters that have no place in a configuration before YAML makes something of them.</summary>
internal static class CharacterCheck
{
    /// <summary>True if there are none; else one error for each line that has one.</summary>
    public static bool Passes(string text, ErrorList errors)
    {
        int before = errors.Count;
        int line = 1;
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            CheckLine(text.AsSpan(start, end - start), line, errors);
            start = end + 1;
            line++;
        }

        return errors.Count == before;
    }

    private static void CheckLine(ReadOnlySpan<char> text, int line, ErrorList errors)
    {
        int content = text.IndexOfAnyExcept(' ', '\t');
        int tab = text[..Math.Max(content, 0)].IndexOf('\t');
        if (tab >= 0 && text[content] is not ('#' or '\r'))
        {
            errors.Add(line, tab + 1, "", "tab in the indentation; YAML is indented with spaces");
            return;
        }

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isEndOfLine = c == '\r' && i == text.Length - 1;
            if ((char.IsControl(c) && c != '\t' && !isEndOfLine) || c is '\ufffd' or '\ufeff' or '\u2028' or '\u2029')
            {
                errors.Add(line, i + 1, "", $"character U+{(int)c:X4} is not allowed; the file is UTF-8 text");
                return;
            }
        }
    }
}
