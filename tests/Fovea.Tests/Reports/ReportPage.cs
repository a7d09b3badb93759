using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Fovea.Tests.Reports;

/// <summary>A page as a strict reader sees it: text that is not well-formed XML does not get past the constructor.</summary>
internal sealed class ReportPage
{
    private readonly XDocument document;

    public ReportPage(string text)
    {
        Text = text;
        using XmlReader reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        document = XDocument.Load(reader);
    }

    public string Text { get; }

    /// <summary>All words of the page, without markup and style.</summary>
    public string Words => string.Join(' ', document.Root!.Element("body")!.DescendantNodes().OfType<XText>().Select(text => text.Value));

    public IEnumerable<XElement> All(string name) => document.Descendants(name);

    public XElement Id(string id) => document.Descendants().Single(element => (string?)element.Attribute("id") == id);

    public bool Has(string id) => document.Descendants().Any(element => (string?)element.Attribute("id") == id);

    /// <summary>The exact numbers below an element, in their order.</summary>
    public static double[] Numbers(XElement element) =>
        [.. element.Descendants("data").Select(data => double.Parse(data.Attribute("value")!.Value, CultureInfo.InvariantCulture))];

    /// <summary>Every attribute by which a browser would fetch something.</summary>
    public IEnumerable<string> Addresses => document.Descendants().Attributes()
        .Where(attribute => attribute.Name.LocalName is "src" or "srcset" or "href" or "data" or "action" or "poster" or "background").Select(attribute => attribute.Value);
}
