using System.Globalization;
using Spectre.Console;

namespace Router.Cli.Output;

/// <summary>A table for people: boxed on a terminal, aligned columns otherwise (one line per row, nothing cut).</summary>
internal sealed class Table
{
    private readonly string[] _headers;
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];

    /// <summary>Names the columns; a leading <c>&gt;</c> aligns a column to the right.</summary>
    public Table(params string[] headers)
    {
        _right = Array.ConvertAll(headers, header => header.StartsWith('>'));
        _headers = Array.ConvertAll(headers, header => header.TrimStart('>'));
    }

    /// <summary>Rows so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; null and empty cells show as a dash.</summary>
    public void Add(params object?[] cells)
    {
        if (cells.Length != _headers.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {_headers.Length} columns.", nameof(cells));
        }

        _rows.Add(Array.ConvertAll(cells, Text));
    }

    /// <summary>Writes the table.</summary>
    public void Write(CliEnvironment environment)
    {
        if (environment.IsTerminal)
        {
            WriteBoxed(environment);
        }
        else
        {
            WritePlain(environment.Out);
        }
    }

    private static string Text(object? cell)
    {
        string text = cell switch
        {
            null => "",
            string s => s,
            bool b => b ? "yes" : "no",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString() ?? "",
        };
        return text.Length == 0 ? "-" : Printable(text);
    }

    /// <summary>Names of users and hosts come from outside: they must not steer the terminal.</summary>
    internal static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '.' : c)) : text;

    private void WriteBoxed(CliEnvironment environment)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = environment.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(environment.Out),
        });
        console.Profile.Width = environment.Width;
        console.Profile.Capabilities.Unicode = true;
        Spectre.Console.Table table = new() { Border = TableBorder.Rounded };
        for (int i = 0; i < _headers.Length; i++)
        {
            TableColumn column = new(new Markup(Markup.Escape(_headers[i]), new Style(decoration: Decoration.Bold)));
            table.AddColumn(_right[i] ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(Array.ConvertAll(row, cell => new Spectre.Console.Text(cell, Style(cell))));
        }

        console.Write(table);
    }

    /// <summary>State words carry a colour; it only repeats what the word says.</summary>
    private static Style Style(string cell) => cell switch
    {
        "up" or "reachable" or "permanent" or "established" or "network" => new Style(Color.Green),
        "down" or "failed" or "unresolved" or "no-route" or "disabled" or "dead" => new Style(Color.Red),
        "stale" or "incomplete" or "not-connected" or "idle" or "waiting" => new Style(Color.Yellow),
        _ => Spectre.Console.Style.Plain,
    };

    private void WritePlain(TextWriter output)
    {
        int[] widths = new int[_headers.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(_headers[i].Length, _rows.Count == 0 ? 0 : _rows.Max(row => row[i].Length));
        }

        WriteLine(output, _headers, widths);
        foreach (string[] row in _rows)
        {
            WriteLine(output, row, widths);
        }
    }

    private void WriteLine(TextWriter output, string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, i) => _right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        output.WriteLine(string.Join("  ", padded).TrimEnd());
    }
}
