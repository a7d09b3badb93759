using Fovea.Training;

namespace Fovea.Reports;

/// <summary>Which classes were taken for which, and how well each is found.</summary>
static class ConfusionSection
{
    /// <summary>Up to so many classes the matrix is a table with numbers, up to the other a drawing with titles, beyond it a picture.</summary>
    const int MostWithNumbers = 25, MostWithTitles = 200;

    /// <summary>A table of more classes has smaller cells.</summary>
    const int MostOfFullSize = 15;

    const int Cell = 6, PictureSide = 600;

    public static Html Of(ReportContent content)
    {
        if (content.Result.Evaluation is not { } test) return Html.Empty;
        int classes = test.Confusion.GetLength(0);
        int[] right = [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes).Sum(p => test.Confusion[c, p]))];
        int[] predicted = [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes).Sum(r => test.Confusion[r, c]))];
        string hint = classes > MostWithNumbers && classes <= MostWithTitles ? " Rest the pointer on a cell for its numbers." : "";
        return Html.Of($"""
            <section id="confusion">
            <h2>Confusion matrix</h2>
            <p>Row: the right class. Column: what it was taken for, of {Figures.Plural(test.Count, "test image", "test images")}. The shade is
            the share of the row, on a square-root scale so that single mistakes can be seen: <span class="key right"></span> right,
            <span class="key wrong"></span> wrong.{hint}</p>
            {(classes <= MostWithNumbers ? Table(content, test, right, predicted) : classes <= MostWithTitles ? Drawing(content, test, right) : Sheet(test))}
            <h3>Per class</h3>
            {PerClass(content, test, right, predicted)}
            </section>
            """);
    }

    static Html Table(ReportContent content, Evaluation test, int[] right, int[] predicted)
    {
        int classes = right.Length;
        bool upright = Enumerable.Range(0, classes).All(c => content.ClassName(c).Length <= 3);
        return Html.Of($"""
            <div class="scroll"><table class="matrix{(upright ? "" : " turned")}{(classes > MostOfFullSize ? " many" : "")}">
            <thead><tr><th></th>
            {Html.Join(Enumerable.Range(0, classes).Select(c => Html.Of($"""<th scope="col"><span>{content.ClassName(c)}</span></th>""")))}
            <th scope="col" class="sum"><span>recall</span></th></tr></thead>
            <tbody>
            {Html.Join(Enumerable.Range(0, classes).Select(row => Html.Of($"""
                <tr><th scope="row">{content.ClassName(row)}</th>{Html.Join(Enumerable.Range(0, classes).Select(column => Number(content, test, right, row, column)))}<td
                class="sum">{Share(test.Confusion[row, row], right[row], 1)}</td></tr>
                """)))}
            </tbody>
            <tfoot><tr><th scope="row">precision</th>
            {Html.Join(Enumerable.Range(0, classes).Select(c => Html.Of($"""<td class="sum">{Share(test.Confusion[c, c], predicted[c], 1)}</td>""")))}
            <td class="sum"></td></tr></tfoot>
            </table></div>
            """);
    }

    static Html Number(ReportContent content, Evaluation test, int[] right, int row, int column)
    {
        int count = test.Confusion[row, column];
        if (count == 0) return Html.Of($"<td></td>");
        double shade = Shade(count, right[row]);
        string style = (row == column ? "right" : "wrong") + (shade > 0.6 ? " full" : "");
        string title = Title(content, count, right[row], row, column);
        return Html.Of($"""<td class="{style}" style="--shade:{shade:0.###}" title="{title}">{Figures.Data(count, Figures.Count(count))}</td>""");
    }

    static Html Drawing(ReportContent content, Evaluation test, int[] right)
    {
        int classes = right.Length, side = classes * Cell;
        List<Html> cells = [];
        for (int row = 0; row < classes; row++)
            for (int column = 0; column < classes; column++)
                if (test.Confusion[row, column] is > 0 and var count)
                    cells.Add(Html.Of($"""
                        <rect class="{(row == column ? "right" : "wrong")}" x="{column * Cell}" y="{row * Cell}" width="{Cell}" height="{Cell}" fill-opacity="{
                        Shade(count, right[row]):0.###}"><title>{Title(content, count, right[row], row, column)}</title></rect>
                        """));
        return Html.Of($"""
            <svg class="matrix" viewBox="-1 -1 {side + 2} {side + 2}" role="img" aria-label="Confusion matrix of {classes} classes">
            <rect class="frame" x="-0.5" y="-0.5" width="{side + 1}" height="{side + 1}"/>
            {Html.Join(cells)}
            </svg>
            """);
    }

    static Html Sheet(Evaluation test) => Html.Of($"""
        <p><img class="matrix" src="{Picture.Source(ConfusionPicture.Create(test.Confusion))}" width="{PictureSide}" height="{PictureSide}" alt="Confusion matrix"/></p>
        """);

    static Html PerClass(ReportContent content, Evaluation test, int[] right, int[] predicted)
    {
        Html table = Html.Of($"""
            <div class="scroll"><table class="numbers" id="classes">
            <thead><tr><th>class</th><th>images</th><th>found (recall)</th><th>rightly said (precision)</th><th class="text">most often taken for</th></tr></thead>
            <tbody>
            {Html.Join(Enumerable.Range(0, right.Length).Select(c => Html.Of($"""
                <tr><th>{content.ClassName(c)}</th><td>{Figures.Count(right[c])}</td>{Bar(test.Confusion[c, c], right[c])}{Bar(test.Confusion[c, c], predicted[c])}<td class="text">{
                Confused(content, test, c)}</td></tr>
                """)))}
            </tbody></table></div>
            """);
        return right.Length <= MostWithNumbers ? table : Html.Of($"<details><summary>All {right.Length} classes</summary>{table}</details>");
    }

    static Html Bar(int part, int whole) => whole == 0 ? Html.Of($"<td>–</td>")
        : Html.Of($"""<td class="bar" style="--part:{100.0 * part / whole:0.##}%">{Share(part, whole)}</td>""");

    static Html Share(int part, int whole, int digits = 2) => whole == 0 ? Html.Of($"–") : Figures.Data((double)part / whole, Figures.Percent((double)part / whole, digits));

    static string Confused(ReportContent content, Evaluation test, int row)
    {
        (int worst, int count) = (row, 0);
        for (int column = 0; column < test.Confusion.GetLength(1); column++)
            if (column != row && test.Confusion[row, column] > count) (worst, count) = (column, test.Confusion[row, column]);
        return count == 0 ? "–" : $"{content.ClassName(worst)} ({Figures.Count(count)}×)";
    }

    static string Title(ReportContent content, int count, int whole, int row, int column) =>
        $"right {content.ClassName(row)}, taken for {content.ClassName(column)}: {Figures.Count(count)} of {Figures.Count(whole)} ({Figures.Percent((double)count / whole)})";

    static double Shade(int count, int whole) => 0.08 + 0.92 * Math.Sqrt((double)count / whole);
}
