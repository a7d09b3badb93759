using Fovea.Insight;
using Fovea.Tensors;

namespace Fovea.Reports;

/// <summary>The kernels of the first layer before and after training, on one scale.</summary>
static class FiltersSection
{
    /// <summary>About how large a kernel is shown, in pixels of the page: larger where there are few.</summary>
    const int FewSide = 96, ManySide = 56, Few = 16;

    public static Html Of(ReportContent content)
    {
        (Tensor? before, Tensor? after) = (content.FiltersBefore, content.FiltersAfter);
        if ((before ?? after)?.Shape is not { } shape)
            return Html.Of($"""<section id="filters"><h2>First-layer filters</h2><p>The first layer of this model has no kernels over the image that could be drawn.</p></section>""");
        bool both = before is not null && after is not null;
        float largest = Math.Max(before is null ? 0 : FilterPicture.Largest(before), after is null ? 0 : FilterPicture.Largest(after));
        int shown = FilterPicture.Showable(shape), scale = Math.Max(1, (shown <= Few ? FewSide : ManySide) / (FilterPicture.Zoom(shape) * shape[2]));
        return Html.Of($"""
            <section id="filters">
            <h2>First-layer filters</h2>
            <p>{What(shape, content)}{(shown < shape[0] ? $" The first {shown} are shown." : "")} {(both ? "One scale for both pictures" : "The scale")}: mid grey is 0, the
            ends are the largest absolute weight{(both ? " of the two" : "")}.</p>
            <p class="scale"><span>−{Figures.Rough(largest)}</span><i></i><span>+{Figures.Rough(largest)}</span></p>
            <div class="filters">
            {(before is null ? Html.Empty : Figure(content.Experiment.Weights is { Length: > 0 } file ? $"Before: as {Path.GetFileName(file)} has them" : $"Before: as seed {content.Experiment.Seed} made them", before))}
            {(after is null ? Html.Empty : Figure("After: the best weights", after))}
            </div>
            </section>
            """);

        Html Figure(string title, Tensor kernels) => Html.Of($"""
            <figure><figcaption>{title}</figcaption>
            <div class="scroll">{Picture.OnCard(background => FilterPicture.Create(kernels, largest, count: shown, background: background), scale, title)}</div></figure>
            """);
    }

    static string What(Shape shape, ReportContent content)
    {
        bool template = shape[1] == content.Train.Height && shape[2] == content.Train.Width && shape[3] == content.Train.Channels;
        string kernels = template ? $"{Figures.Plural(shape[0], "template", "templates")} of the size of the image, one for each output of the first layer"
            : $"{Figures.Plural(shape[0], "kernel", "kernels")} of {shape[1]} × {shape[2]} over {Figures.Plural(shape[3], "channel", "channels")}";
        return shape[3] switch
        {
            1 => $"{kernels}.",
            3 => $"{kernels}, drawn in colour.",
            _ => $"{kernels}: a row is a kernel, a column a channel.",
        };
    }
}
