using System.CommandLine;
using System.Text.Json;
using Fovea.Cli.Filtering;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>The registry of filters.</summary>
sealed class FiltersVerb : Verb
{
    readonly Argument<string?> name = new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The filter to describe; without it all are listed" };
    readonly Option<string?> document = new("--document") { HelpName = "FOLDER", Description = $"Write {FilterDocument.Name}, the page of all filters with a picture of each, and the pictures" };

    public FiltersVerb() : base("filters", "List every filter, or describe one",
        ("fovea filters", "name, parameters and purpose of every filter, family by family"),
        ("fovea filters gamma", "its parameters with ranges and defaults, and an example"),
        ("fovea filters --document docs", "a page of all filters, with pictures before and after"))
    {
        Add(name);
        Add(document);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        if (call.GetValue(document) is { } folder)
        {
            if (call.GetValue(name) is not null) throw new UsageException("--document writes the page of all filters", "leave the name out");
            int pictures = FilterDocument.Write(folder);
            output.Line($"{Path.Combine(folder, FilterDocument.Name)}: {FilterRegistry.All.Count} filters, {pictures} pictures in {Path.Combine(folder, FilterDocument.Pictures)}");
            output.Json(json =>
            {
                json.WriteString("document", Path.Combine(folder, FilterDocument.Name));
                json.WriteNumber("filters", FilterRegistry.All.Count);
                json.WriteNumber("pictures", pictures);
            });
            return ExitCode.Success;
        }
        FilterEntry? one = call.GetValue(name) is { } asked ? UsageException.Of(() => FilterRegistry.Get(asked)) : null;
        if (!output.IsJson)
        {
            if (one is null) WriteAll(output);
            else Write(one, output);
        }
        output.Json(json =>
        {
            json.WriteStartArray("filters");
            foreach (FilterEntry entry in one is null ? FilterRegistry.All : [one]) Write(entry, json);
            json.WriteEndArray();
        });
        return ExitCode.Success;
    }

    static void WriteAll(Output output)
    {
        Listing listing = new("name", "family", "course", "parameters", "what it does");
        foreach (FilterEntry entry in FilterRegistry.All)
            listing.Add(entry.Name, entry.Family, entry.Course, string.Join(' ', entry.Parameters.Select(parameter => parameter.Name)), entry.Summary);
        listing.Write(output);
        output.Line();
        output.Line("course: the row of the course. One filter in full: fovea filters NAME. Use: fovea filter \"NAME parameter=value | NAME\" in.jpg -o out.png");
    }

    static void Write(FilterEntry entry, Output output)
    {
        output.Line($"{entry.Name}: {entry.Summary} ({entry.Family}, row {entry.Course} of the course)");
        output.Line();
        if (entry.Parameters.Count > 0)
        {
            Listing listing = new("parameter", "default", "values", "what it is");
            foreach (FilterParameter parameter in entry.Parameters) listing.Add(parameter.Name, FilterDocument.Default(parameter), parameter.Allowed, parameter.Text);
            listing.Write(output);
            output.Line();
        }
        output.Line($"fovea filter \"{entry.Example}\" in.jpg -o out.png");
    }

    static void Write(FilterEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Name);
        json.WriteString("family", entry.Family);
        json.WriteString("course", entry.Course);
        json.WriteString("summary", entry.Summary);
        json.WriteString("example", entry.Example);
        json.WriteStartArray("parameters");
        foreach (FilterParameter parameter in entry.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("what", parameter.Text);
            json.WriteString("values", parameter.Allowed);
            if (parameter.IsRequired || parameter.Default is null) json.WriteNull("default");
            else json.WriteString("default", FilterParameter.Write(parameter.Default));
            json.WriteBoolean("required", parameter.IsRequired);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
