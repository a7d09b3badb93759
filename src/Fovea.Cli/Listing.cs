using System.Text;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>A table of text: bold heads and fitted to the width on a terminal, plain columns elsewhere.</summary>
sealed class Listing
{
    const int Gap = 2;

    readonly (string Head, bool Right)[] columns;
    readonly List<string[]> rows = [];

    /// <summary>A table with these columns; a head that begins with <c>&gt;</c> (which is not shown) aligns its column to the right.</summary>
    public Listing(params string[] heads) => columns = Array.ConvertAll(heads, head => head.StartsWith('>') ? (head[1..], true) : (head, false));

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns", nameof(cells));
        rows.Add(cells);
    }

    /// <summary>Writes the table.</summary>
    public void Write(Output output)
    {
        if (output.IsLive)
        {
            output.Console.Write(Fitted());
            return;
        }
        int[] widths = [.. columns.Select((column, i) => rows.Select(row => row[i].Length).Append(column.Head.Length).Max())];
        output.Line(Plain([.. columns.Select(column => column.Head)], widths));
        foreach (string[] row in rows) output.Line(Plain(row, widths));
    }

    string Plain(string[] cells, int[] widths)
    {
        StringBuilder line = new();
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(' ', Gap);
            line.Append(columns[i].Right ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
        }
        return line.ToString().TrimEnd();
    }

    Table Fitted()
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (var (head, right) in columns)
        {
            TableColumn column = new(new Text(head, new Style(decoration: Decoration.Bold)));
            if (right) column.RightAligned().NoWrap();
            table.AddColumn(column);
        }
        foreach (string[] row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        return table;
    }
}
