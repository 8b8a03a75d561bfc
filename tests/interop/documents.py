"""Small documents of the kinds that are no invoices, as bodies for messages: what matters is how they travel."""


def application_response(customization, profile, scheme, sender, receiver, code, reference):
    """A UBL ApplicationResponse: an MLS or an Invoice Response."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ApplicationResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>{customization}</cbc:CustomizationID>
  <cbc:ProfileID>{profile}</cbc:ProfileID>
  <cbc:ID>R-{reference}</cbc:ID>
  <cbc:IssueDate>2026-11-24</cbc:IssueDate>
  <cbc:IssueTime>10:00:00+00:00</cbc:IssueTime>
  <cac:SenderParty><cbc:EndpointID schemeID="{scheme}">{sender}</cbc:EndpointID></cac:SenderParty>
  <cac:ReceiverParty><cbc:EndpointID schemeID="{scheme}">{receiver}</cbc:EndpointID></cac:ReceiverParty>
  <cac:DocumentResponse>
    <cac:Response><cbc:ResponseCode>{code}</cbc:ResponseCode></cac:Response>
    <cac:DocumentReference><cbc:ID>{reference}</cbc:ID></cac:DocumentReference>
  </cac:DocumentResponse>
</ApplicationResponse>
""".encode()


def message_level_status(reference="0d4b0a4e-5f0c-4b6b-8f43-5d20a9a2a0aa"):
    return application_response("urn:peppol:edec:mls:1.0", "urn:peppol:edec:mls", "0242", "000901", "000902", "AB", reference)


def invoice_response(reference="VK-2026-00417"):
    return application_response("urn:fdc:peppol.eu:poacc:trns:invoice_response:3", "urn:fdc:peppol.eu:poacc:bis:invoice_response:3",
                                "0208", "0771234528", "0456789133", "AP", reference)
